import { describe, expect, it } from "vitest";

import { createTestWorkos, testVariables } from "../../testing/test-workos.ts";
import { apiPaths } from "../../../contract/api-paths.ts";
import { parseProblem } from "../../../contract/failure.ts";
import type { Counter } from "../counters/counter-store.ts";
import { limitTable } from "../counters/limit-table.ts";
import { createFailingCounterStore, isCounterOf } from "../../testing/failing-counter-store.ts";
import { createTestBrowser, testOrigin } from "../../testing/test-browser.ts";
import { type AnswerAsWorkos, createTestFunction } from "../../testing/test-function.ts";

const { sendEmailCode: send, verifyEmailCode: verify, signOut, refreshSession: refresh, health } = apiPaths;
const email = "grace@example.com";
const challengeCookie = "__Host-portico-challenge";
const sendPath = "/user_management/magic_auth";
const authenticatePath = "/user_management/authenticate";
const revokePath = "/user_management/sessions/revoke";

type Failure = [limit: keyof typeof limitTable, call: keyof Counter];

/** The function with a mocked WorkOS and a store that fails the calls passed to `down`. */
function setUp(intercept: AnswerAsWorkos = () => null) {
  const workos = createTestWorkos();
  const store: { down: "all" | Failure[] } = { down: [] };
  const testFunction = createTestFunction({
    answers: [intercept, (request) => workos.answer(request)],
    variables: testVariables,
    counterStore: createFailingCounterStore(
      (counterName, call) =>
        store.down === "all" ||
        store.down.some((failure) => isCounterOf(limitTable[failure[0]], counterName) && failure[1] === call),
    ),
  });
  const mailedCode = () => /[0-9]{6}/.exec(workos.mailbox.latestTo(email)?.text ?? "")?.[0] ?? "no mail";
  const count = (path: string) => testFunction.asked.filter((asked) => asked === path).length;
  const readHealth = async () => {
    const response = await testFunction.app.fetch(new Request(`${testOrigin}${health}`));
    return { cache: response.headers.get("Cache-Control"), health: await response.json() };
  };
  return { ...testFunction, store, workos, mailedCode, count, readHealth };
}

async function expectPaused(response: Response): Promise<void> {
  expect(response.status).toBe(503);
  const problem = parseProblem(await response.json());
  expect(problem).toMatchObject({ code: "codes_paused", retryAfterSeconds: 10 });
  expect(response.headers.get("Retry-After")).toBe("10");
  expect(response.headers.getSetCookie()).toEqual([]);
}

describe("while the counter store is down", () => {
  it.each<Failure>([
    ["sendsPerAddress", "increment"],
    ["mailsPerAddress", "increment"],
  ])("answers a send with codes_paused and mails nothing when %s can't %s", async (...failure) => {
    const { browser, store, workos, count } = setUp();
    store.down = [failure];
    for (const address of [email, "unknown@example.com"]) {
      await expectPaused(await browser.post(send, { email: address }));
    }
    expect(count(sendPath)).toBe(0);
    expect(workos.mailbox.list()).toEqual([]);
  });

  it("counts the client limit in the process while the store is down: thirty sends a minute get codes_paused, the next is refused", async () => {
    const { app, store } = setUp();
    store.down = "all";
    const flooding = createTestBrowser(app, { address: "198.51.100.7" });
    for (let index = 0; index < 30; index += 1) {
      await expectPaused(await flooding.post(send, { email: `p${String(index)}@example.com` }));
    }
    const refused = await flooding.post(send, { email });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("RateLimit-Policy")).toBe('"client";q=30;w=60');
    await expectPaused(await createTestBrowser(app, { address: "198.51.100.8" }).post(send, { email }));
  });

  it.each<Failure>([
    ["attemptsPerChallenge", "read"],
    ["usesPerChallenge", "read"],
  ])("answers a resend with codes_paused and keeps the challenge when %s can't %s", async (...failure) => {
    const { browser, store, count } = setUp();
    await browser.post(send, { email });
    const challenge = browser.cookies.get(challengeCookie);
    store.down = [failure];
    await expectPaused(await browser.post(send, { email }));
    expect(browser.cookies.get(challengeCookie)).toBe(challenge);
    expect(count(sendPath)).toBe(1);
  });

  it.each<Failure>([
    ["usesPerChallenge", "read"],
    ["attemptsPerChallenge", "increment"],
  ])("compares no code when %s can't %s, and accepts the same code afterwards", async (...failure) => {
    const { browser, store, count, mailedCode } = setUp();
    await browser.post(send, { email });
    store.down = [failure];
    await expectPaused(await browser.post(verify, { code: mailedCode() }));
    expect(count(authenticatePath)).toBe(0);
    store.down = [];
    expect((await browser.post(verify, { code: mailedCode() })).status).toBe(200);
  });

  it("gives no session when the store fails after WorkOS began one, and revokes that one", async () => {
    const { browser, store, count, mailedCode } = setUp();
    await browser.post(send, { email });
    store.down = [["usesPerChallenge", "increment"]];
    await expectPaused(await browser.post(verify, { code: mailedCode() }));
    expect(browser.cookies.has(challengeCookie)).toBe(true);
    await expect.poll(() => count(revokePath)).toBe(1);
  });

  it("still reports WorkOS's failure when a count can't be given back", async () => {
    let isDown = false;
    const { browser, store, mailedCode } = setUp(() =>
      isDown ? Response.json({ message: "x" }, { status: 500 }) : null,
    );
    await browser.post(send, { email });
    isDown = true;
    store.down = [
      ["attemptsPerChallenge", "giveBack"],
      ["mailsPerAddress", "giveBack"],
    ];
    for (const response of [
      await browser.post(verify, { code: mailedCode() }),
      await browser.post(send, { email }),
    ]) {
      expect(response.status).toBe(503);
      expect(parseProblem(await response.json())?.code).toBe("workos_unreachable");
    }
  });

  it("reports codes as unavailable in health while the counter store is down, and as available afterwards", async () => {
    const { store, readHealth } = setUp();
    const available = { cache: "no-store", health: { status: "ok", emailCode: "available" } };
    expect(await readHealth()).toEqual(available);
    store.down = "all";
    expect(await readHealth()).toEqual({
      cache: "no-store",
      health: { status: "degraded", emailCode: "unavailable" },
    });
    store.down = [];
    expect(await readHealth()).toEqual(available);
  });

  it("refreshes and signs out existing WorkOS sessions while the counter store is down", async () => {
    const { browser, store, mailedCode } = setUp();
    await browser.post(send, { email });
    expect((await browser.post(verify, { code: mailedCode() })).status).toBe(200);
    store.down = "all";
    expect((await browser.post(refresh, {})).status).toBe(200);
    expect(await (await browser.post(signOut, {})).json()).toEqual({ revoked: true });
  });

  it("logs the store's failure with its cause and the answer's reference, without addresses", async () => {
    const { browser, store, log } = setUp();
    store.down = "all";
    const problem = parseProblem(await (await browser.post(send, { email })).json());
    expect(log).toContainEqual(
      expect.objectContaining({
        event: "counter_store_failed",
        reference: problem?.reference,
        cause: expect.stringContaining("ECONNREFUSED"),
      }),
    );
    expect(JSON.stringify(log)).not.toContain(email);
  });
});
