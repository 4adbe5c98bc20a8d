import { describe, expect, it, vi } from "vitest";

import { newerSealingKey, olderSealingKey } from "../../testing/test-keys.ts";
import { apiPaths } from "../../../contract/api-paths.ts";
import { parseProblem } from "../../../contract/failure.ts";
import { mockApiKey, mockClientId } from "../../../mocks/development-credentials.ts";
import { createMemoryCounterStore } from "../../stores/memory-counter-store.ts";
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
const [older, newer] = [olderSealingKey, newerSealingKey];

/** Three functions on one store: a deployment before, during and after a key change. */
function setUp() {
  const counterStore = createMemoryCounterStore();
  const start = (keys: string) =>
    createLocalIssuerFunction({
      answers: [workosDown],
      variables: { WORKOS_API_KEY: mockApiKey, WORKOS_CLIENT_ID: mockClientId, PORTICO_KEYS: keys },
      accounts: [buildAccount({ email })],
      counterStore,
    });
  return {
    before: start(older),
    during: start(`${newer},${older}`),
    after: start(newer),
  };
}

async function failureOf(response: Response): Promise<string | undefined> {
  return parseProblem(await response.json())?.code;
}

describe("a key that was removed", () => {
  it("invalidates the removed key's codes, links and known devices, and signs in with a new code", async () => {
    const { before, after } = setUp();
    await before.browser.post(send, { email });
    await vi.waitFor(() => expect(before.mails).toHaveLength(1));
    const [mail] = before.mails;
    const browser = createTestBrowser(after.app);
    for (const [name, value] of before.browser.cookies) browser.cookies.set(name, value);
    expect(await failureOf(await browser.post(verify, { code: mail?.oneTimeCode }))).toBe("no_challenge");
    expect(await failureOf(await browser.post(redeem, { token: mail?.linkToken }))).toBe("link_invalid");

    await browser.post(send, { email });
    await vi.waitFor(() => expect(after.mails).toHaveLength(1));
    expect((await browser.post(verify, { code: after.mails[0]?.oneTimeCode })).status).toBe(200);
  });

  it("gives nothing for the removed key's sessions, and reports a sign-out as not revoked", async () => {
    const { before, after } = setUp();
    await before.browser.post(send, { email });
    await vi.waitFor(() => expect(before.mails).toHaveLength(1));
    expect((await before.browser.post(verify, { code: before.mails[0]?.oneTimeCode })).status).toBe(200);
    const cookie = before.browser.cookies.get("__Host-portico-session") ?? "";

    after.browser.cookies.set("__Host-portico-session", cookie);
    expect(await (await after.browser.post(signOut, {})).json()).toEqual({ revoked: false });
    after.browser.cookies.set("__Host-portico-session", cookie);
    expect(await failureOf(await after.browser.post(refresh, {}))).toBe("codes_paused");
    // Another instance may still have the key.
    expect(after.browser.cookies.get("__Host-portico-session")).toBe(cookie);
  });

  it("keeps codes, links and sessions of users who were active during the key change", async () => {
    const { before, during, after } = setUp();
    await before.browser.post(send, { email });
    await vi.waitFor(() => expect(before.mails).toHaveLength(1));
    const [mail] = before.mails;
    const phone = createTestBrowser(during.app);
    expect((await phone.post(redeem, { token: mail?.linkToken })).status).toBe(200);
    const browser = createTestBrowser(during.app);
    for (const [name, value] of before.browser.cookies) browser.cookies.set(name, value);
    expect((await browser.post(verify, { code: mail?.oneTimeCode })).status).toBe(200);

    const later = createTestBrowser(after.app);
    for (const [name, value] of browser.cookies) later.cookies.set(name, value);
    expect((await later.post(refresh, {})).status).toBe(200);
  });
});
