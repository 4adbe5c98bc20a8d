import { describe, expect, it, vi } from "vitest";

import { createTestWorkos, testVariables } from "../../testing/test-workos.ts";
import { decodeAccessToken } from "../../../contract/access-token.ts";
import { apiPaths } from "../../../contract/api-paths.ts";
import { parseProblem } from "../../../contract/failure.ts";
import { parseSessionAnswer } from "../../../contract/session.ts";
import { buildAccount, createLocalIssuerFunction, workosDown } from "./testing/local-issuer-function.ts";
import { createTestBrowser } from "../../testing/test-browser.ts";

const {
  sendEmailCode: send,
  verifyEmailCode: verify,
  redeemEmailLink: redeem,
  refreshSession: refresh,
  signOut,
} = apiPaths;
const email = "ada@analytical.example";
const hourMs = 60 * 60_000;

/** The function with its own clock; the store, the mocked WorkOS and the browsers use the machine's. */
function setUp(offsetMs: number) {
  const clock = { offsetMs };
  const workos = createTestWorkos();
  const control = { isWorkosDown: true };
  const set = createLocalIssuerFunction({
    answers: [
      (request) => (control.isWorkosDown ? workosDown(request) : null),
      (request) => workos.answer(request),
    ],
    variables: testVariables,
    accounts: [buildAccount({ email })],
    now: () => Date.now() + clock.offsetMs,
  });
  const ask = async () => {
    const count = set.mails.length + 1;
    expect((await set.browser.post(send, { email })).status).toBe(202);
    await vi.waitFor(() => expect(set.mails).toHaveLength(count));
    return set.mails.at(-1);
  };
  return { ...set, clock, control, workos, ask };
}

async function failureOf(response: Response): Promise<string | undefined> {
  return parseProblem(await response.json())?.code;
}

describe("a clock that is off by an hour", () => {
  it.each([-hourMs, hourMs])(
    "handles local codes, links, refreshes and sign-outs with the function's clock %d ms off",
    async (offsetMs) => {
      const { browser, ask } = setUp(offsetMs);
      const first = await ask();
      const answer = await browser.post(verify, { code: first?.oneTimeCode });
      expect(answer.status).toBe(200);
      const session = parseSessionAnswer(await answer.json());
      const claims = decodeAccessToken(session?.accessToken ?? "");
      // The page relies on the token's lifetime, not on its expiry time.
      expect(claims?.lifetimeMs).toBe(5 * 60_000);
      expect((await browser.post(refresh, {})).status).toBe(200);
      expect((await browser.post(refresh, {})).status).toBe(200);
      const second = await ask();
      expect((await browser.post(redeem, { token: second?.linkToken })).status).toBe(200);
      expect(await (await browser.post(signOut, {})).json()).toEqual({ revoked: true });
    },
  );

  it.each([-hourMs, hourMs])(
    "handles WorkOS's codes with the function's clock %d ms off",
    async (offsetMs) => {
      const { browser, control, workos } = setUp(offsetMs);
      control.isWorkosDown = false;
      await browser.post(send, { email: "grace@example.com" });
      await vi.waitFor(() => expect(workos.mailbox.latestTo("grace@example.com")).toBeDefined());
      const code = /[0-9]{6}/.exec(workos.mailbox.latestTo("grace@example.com")?.text ?? "")?.[0];
      expect((await browser.post(verify, { code })).status).toBe(200);
      expect((await browser.post(refresh, {})).status).toBe(200);
    },
  );

  it("ends what has expired when the clock is corrected, and signs in again with a new code", async () => {
    const { app, browser, clock, ask } = setUp(0);
    const mail = await ask();
    clock.offsetMs = hourMs;
    expect(await failureOf(await browser.post(verify, { code: mail?.oneTimeCode }))).toBe(
      "one_time_code_expired",
    );
    expect(await failureOf(await browser.post(redeem, { token: mail?.linkToken }))).toBe("link_expired");
    const fresh = await ask();
    expect((await browser.post(verify, { code: fresh?.oneTimeCode })).status).toBe(200);
    clock.offsetMs = 0;
    expect((await browser.post(refresh, {})).status).toBe(200);
    const copy = createTestBrowser(app);
    copy.cookies.set("__Host-portico-session", browser.cookies.get("__Host-portico-session") ?? "");
    expect(await (await browser.post(signOut, { everywhere: true })).json()).toEqual({ revoked: true });
    expect(await failureOf(await copy.post(refresh, {}))).toBe("session_ended");
  });
});
