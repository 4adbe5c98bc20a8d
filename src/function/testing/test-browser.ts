import { requestMarkerHeader } from "../../contract/api-paths.ts";

/** The header that tests use as the host's own. */
export const testAddressHeader = "x-test-client-address";

/** The origin that tests run the function for. */
export const testOrigin = "https://console.example.com";

/** What a page of the app does in a browser: sends calls with the right headers and keeps the cookies it is given. */
export type TestBrowser = {
  post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Response>;
  /** Cookies by name, as the browser would send them now. */
  cookies: Map<string, string>;
};

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
            [testAddressHeader]: options.address ?? "192.0.2.1",
            ...(cookies.size === 0 ? {} : { Cookie: formatCookies(cookies) }),
            ...headers,
          },
        }),
      );
      for (const cookie of response.headers.getSetCookie()) keepCookie(cookies, cookie);
      return response;
    },
  };
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
