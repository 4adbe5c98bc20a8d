import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { testVariables } from "../../testing/test-workos.ts";
import { apiPaths } from "../../../contract/api-paths.ts";
import { findCookieFault } from "../../testing/cookie-faults.ts";
import { buildAccount, createLocalIssuerFunction, workosDown } from "./testing/local-issuer-function.ts";

const {
  sendEmailCode: send,
  verifyEmailCode: verify,
  redeemEmailLink: redeem,
  refreshSession: refresh,
  signOut,
} = apiPaths;
const email = "ada@analytical.example";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Every `Set-Cookie` of a code sign-in and a link sign-in, without values. */
async function collectCookies(origin: string): Promise<string[]> {
  const { browser, mails } = createLocalIssuerFunction({
    answers: [workosDown],
    variables: {
      ...testVariables,
      PORTICO_ORIGIN: origin,
    },
    accounts: [buildAccount({ email })],
  });
  const cookies: string[] = [];
  const post = async (path: string, body: unknown): Promise<void> => {
    const response = await browser.post(path, body);
    expect(response.ok, path).toBe(true);
    cookies.push(...response.headers.getSetCookie());
  };
  await post(send, { email });
  await vi.waitFor(() => expect(mails).toHaveLength(1));
  await post(verify, { code: mails[0]?.oneTimeCode });
  await post(refresh, {});
  await post(send, { email });
  await vi.waitFor(() => expect(mails).toHaveLength(2));
  await post(redeem, { token: mails[1]?.linkToken });
  await post(signOut, {});
  return cookies;
}

describe("every Set-Cookie", () => {
  it.each([
    ["https://console.example.com", "__Host-", "Secure; "],
    ["http://localhost:4300", "", ""],
  ])("sets every cookie of %s with the prefix %j and all attributes", async (origin, prefix, secure) => {
    const cookies = await collectCookies(origin);
    for (const cookie of cookies) expect(findCookieFault(cookie, origin)).toBeNull();
    const attributes = `Path=/; HttpOnly; ${secure}SameSite=Strict`;
    const setCookies = cookies.map((cookie) => cookie.replace(/^([^=]+)=[^;]+/, "$1=…"));
    const challenge = `${prefix}portico-challenge=…; Max-Age=600; ${attributes}`;
    const signedIn = [
      `${prefix}portico-challenge=; Max-Age=0; ${attributes}`,
      `${prefix}portico-session=…; Max-Age=28800; ${attributes}`,
      `${prefix}portico-device=…; Max-Age=15552000; ${attributes}`,
    ];
    expect(setCookies).toEqual([
      challenge,
      ...signedIn,
      `${prefix}portico-session=…; Max-Age=28800; ${attributes}`,
      challenge,
      ...signedIn,
      `${prefix}portico-session=; Max-Age=0; ${attributes}`,
    ]);
  });

  it.each([
    "__Host-portico-session=a; Max-Age=1; Path=/; HttpOnly; SameSite=Strict",
    "__Host-portico-session=a; Max-Age=1; Path=/; Secure; SameSite=Strict",
    "__Host-portico-session=a; Max-Age=1; Path=/; HttpOnly; SameSite=Lax; Secure",
    "__Host-portico-session=a; Max-Age=1; Path=/api; HttpOnly; Secure; SameSite=Strict",
    "__Host-portico-session=a; Max-Age=1; Path=/; HttpOnly; Secure; SameSite=Strict; Domain=example.com",
    "portico-session=a; Max-Age=1; Path=/; HttpOnly; Secure; SameSite=Strict",
    "__Host-other=a; Max-Age=1; Path=/; HttpOnly; Secure; SameSite=Strict",
    "__Host-portico-session=a; Path=/; HttpOnly; Secure; SameSite=Strict",
  ])("detects a cookie with a missing attribute: %s", (cookie) => {
    expect(findCookieFault(cookie, "https://console.example.com")).not.toBeNull();
  });
});

describe("the cookies of a request", () => {
  // Browsers let a subdomain set a cookie of such a name, which only looks like one with the prefix (cookie tossing).
  it.each(["\u00A0", "\u000B", "\u000C"])(
    "don't include one whose name begins with the space %j before the prefix",
    async (space) => {
      const { browser, mails } = createLocalIssuerFunction({
        answers: [workosDown],
        variables: testVariables,
        accounts: [buildAccount({ email })],
      });
      await browser.post(send, { email });
      await vi.waitFor(() => expect(mails).toHaveLength(1));
      await browser.post(verify, { code: mails[0]?.oneTimeCode });
      const [name, value] = [...browser.cookies].find(([each]) => each.includes("session")) ?? [];
      browser.cookies.clear();
      const planted = await browser.post(refresh, {}, { Cookie: `a=b; ${space}${name}=${value}` });
      expect(planted.status).toBe(401);
      const own = await browser.post(refresh, {}, { Cookie: `a=b; \t${name}=${value}` });
      expect(own.status).toBe(200);
    },
  );
});
