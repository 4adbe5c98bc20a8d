import * as v from "valibot";

import { requestMarkerHeader } from "../../contract/api-paths.ts";
import { findCookieFault } from "./cookie-faults.ts";
import { logCanaries } from "./log-canaries.ts";

/** The header that tests use as the host's client address header. */
export const testAddressHeader = "x-test-client-address";

/** The function's origin in tests. */
export const testOrigin = "https://console.example.com";

/** A browser with a page of the app: sends calls with the right headers and stores cookies. */
export type TestBrowser = {
  post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Response>;
  /** Cookies by name, as the browser would send them now. */
  cookies: Map<string, string>;
};

/** Faults of the cookies that test browsers have received since the list was last emptied. */
export const cookieFaults: string[] = [];

/** @param app anything that answers requests, such as the function */
export function createTestBrowser(
  app: { fetch: (request: Request) => Response | Promise<Response> },
  options: { origin?: string; address?: string } = {},
): TestBrowser {
  const origin = options.origin ?? testOrigin;
  const cookies = new Map<string, string>();
  return {
    cookies,
    post: async (path, body, headers = {}) => {
      const address = options.address ?? "192.0.2.1";
      for (const canary of [body, [...cookies.values()], address]) logCanaries.addAllCanaries(canary);
      const response = await app.fetch(
        new Request(`${origin}${path}`, {
          method: "POST",
          body: JSON.stringify(body),
          headers: {
            "Content-Type": "application/json",
            Origin: origin,
            "Sec-Fetch-Site": "same-origin",
            "User-Agent": "TestBrowser/1.0",
            [requestMarkerHeader.name]: requestMarkerHeader.value,
            [testAddressHeader]: address,
            ...(cookies.size === 0 ? {} : { Cookie: formatCookies(cookies) }),
            ...headers,
          },
        }),
      );
      for (const cookie of response.headers.getSetCookie()) {
        const fault = findCookieFault(cookie, origin);
        if (fault !== null) cookieFaults.push(fault);
        keepCookie(cookies, cookie);
      }
      logCanaries.addAllCanaries([...cookies.values()]);
      if (response.status === 200) logCanaries.addAllCanaries(await readSecrets(response.clone()));
      return response;
    },
  };
}

/** The secrets in an answer. */
async function readSecrets(response: Response): Promise<string[]> {
  const answer = v.safeParse(
    v.object({ accessToken: v.optional(v.string()), pairingCode: v.optional(v.string()) }),
    await response.json().catch(() => null),
  );
  if (!answer.success) return [];
  return Object.values(answer.output).filter((secret) => secret !== undefined);
}

function formatCookies(cookies: Map<string, string>): string {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
}

function keepCookie(cookies: Map<string, string>, setCookie: string): void {
  const [pair = ""] = setCookie.split(";");
  const separator = pair.indexOf("=");
  const name = pair.slice(0, separator);
  if (/;\s*max-age=0(?:;|$)/i.test(setCookie)) cookies.delete(name);
  else cookies.set(name, pair.slice(separator + 1));
}
