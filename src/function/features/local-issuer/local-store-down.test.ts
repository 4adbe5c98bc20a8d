import { describe, expect, it, vi } from "vitest";

import { testVariables } from "../../testing/test-workos.ts";
import { apiPaths } from "../../../contract/api-paths.ts";
import { parseProblem } from "../../../contract/failure.ts";
import { createFailingCounterStore } from "../../testing/failing-counter-store.ts";
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
const challengeCookie = "__Host-portico-challenge";
const sessionCookie = "__Host-portico-session";

function setUp() {
  const store = { isDown: false };
  const retries: { delayMs: number; resume: () => void }[] = [];
  const set = createLocalIssuerFunction({
    answers: [workosDown],
    variables: testVariables,
    accounts: [buildAccount({ email })],
    counterStore: createFailingCounterStore(() => store.isDown),
    wait: async (delayMs) => {
      // Sends wait for their response delay; only the retries are held here.
      if (delayMs > 600) await new Promise<void>((resume) => retries.push({ delayMs, resume }));
    },
  });
  return { ...set, store, retries };
}

async function ask(set: ReturnType<typeof setUp>) {
  const count = set.mails.length + 1;
  expect((await set.browser.post(send, { email })).status).toBe(202);
  await vi.waitFor(() => expect(set.mails).toHaveLength(count));
  return set.mails.at(-1);
}

async function signIn(set: ReturnType<typeof setUp>): Promise<void> {
  const mail = await ask(set);
  expect((await set.browser.post(verify, { code: mail?.oneTimeCode })).status).toBe(200);
}

async function expectPaused(response: Response): Promise<void> {
  expect(response.status).toBe(503);
  expect(parseProblem(await response.json())).toMatchObject({ code: "codes_paused", retryAfterSeconds: 10 });
  expect(response.headers.get("Retry-After")).toBe("10");
  expect(response.headers.getSetCookie()).toEqual([]);
}

describe("the local issuer while the counter store is down", () => {
  it("mails nothing while the counter store is down", async () => {
    const set = setUp();
    set.store.isDown = true;
    for (const address of [email, "nobody@example.com"]) {
      await expectPaused(await set.browser.post(send, { email: address }));
    }
    expect(set.mails).toEqual([]);
  });

  it("compares no code and redeems no link while the store is down, keeps the challenge, and accepts both afterwards", async () => {
    const set = setUp();
    const mail = await ask(set);
    const challenge = set.browser.cookies.get(challengeCookie) ?? "";
    set.store.isDown = true;
    await expectPaused(await set.browser.post(verify, { code: mail?.oneTimeCode }));
    await expectPaused(await set.browser.post(redeem, { token: mail?.linkToken }));
    await expectPaused(await createTestBrowser(set.app).post(redeem, { token: mail?.linkToken }));
    expect(set.browser.cookies.get(challengeCookie)).toBe(challenge);
    set.store.isDown = false;
    expect((await set.browser.post(redeem, { token: mail?.linkToken })).status).toBe(200);
    await signIn(set);
  });

  it("refreshes no session while replays can't be counted, and keeps it", async () => {
    const set = setUp();
    await signIn(set);
    const cookie = set.browser.cookies.get(sessionCookie);
    set.store.isDown = true;
    await expectPaused(await set.browser.post(refresh, {}));
    expect(set.browser.cookies.get(sessionCookie)).toBe(cookie);
    set.store.isDown = false;
    expect((await set.browser.post(refresh, {})).status).toBe(200);
  });

  it("clears the cookie at a sign-out, reports it as not revoked, and revokes it once the store is back", async () => {
    const set = setUp();
    await signIn(set);
    const kept = set.browser.cookies.get(sessionCookie) ?? "";
    set.store.isDown = true;
    const response = await set.browser.post(signOut, {});
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ revoked: false });
    expect(set.browser.cookies.has(sessionCookie)).toBe(false);

    await vi.waitFor(() => expect(set.retries).toHaveLength(1));
    set.store.isDown = false;
    expect(set.retries[0]?.delayMs).toBe(1000);
    set.retries[0]?.resume();
    const copy = createTestBrowser(set.app);
    copy.cookies.set(sessionCookie, kept);
    // The first refresh may still come before the revocation is stored.
    await vi.waitFor(async () => expect((await copy.post(refresh, {})).status).toBe(401));
  });
});
