import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { apiPaths } from "../../src/contract/api-paths.ts";
import { parseProblem } from "../../src/contract/failure.ts";
import type { CounterStore } from "../../src/function/core/counters/counter-store.ts";
import { createMemoryCounterStore } from "../../src/function/stores/memory-counter-store.ts";
import { createFailingCounterStore } from "../../src/function/testing/failing-counter-store.ts";
import { createTestBrowser, type TestBrowser, testOrigin } from "../../src/function/testing/test-browser.ts";
import { nextTurn } from "../../src/function/testing/test-background.ts";
import { type AnswerAsWorkos, createTestFunction } from "../../src/function/testing/test-function.ts";
import { createTestWorkos, testVariables } from "../../src/function/testing/test-workos.ts";
import { grace } from "../../src/mocks/people.ts";

const { sendEmailCode, verifyEmailCode, refreshSession: refresh, signOut } = apiPaths;
const sessionCookie = "__Host-portico-session";
const authenticatePath = "/user_management/authenticate";
const revokePath = "/user_management/sessions/revoke";

/** Two instances of the function on one store, each with a memory of its own, and their WorkOS. */
function setUp(counterStore: CounterStore = createMemoryCounterStore()) {
  const workos = createTestWorkos();
  const control: { intercept: AnswerAsWorkos } = { intercept: () => null };
  const answers: AnswerAsWorkos[] = [
    (request) => control.intercept(request),
    (request) => workos.answer(request),
  ];
  const start = () => createTestFunction({ answers, variables: testVariables, counterStore });
  return { workos, control, here: start(), there: start() };
}
type Set = ReturnType<typeof setUp>;

async function signIn({ workos, here }: Set): Promise<void> {
  await here.browser.post(sendEmailCode, { email: grace.email });
  await vi.waitFor(() => expect(workos.mailbox.latestTo(grace.email)).toBeDefined());
  const code = /[0-9]{6}/.exec(workos.mailbox.latestTo(grace.email)?.text ?? "")?.[0];
  expect((await here.browser.post(verifyEmailCode, { code })).status).toBe(200);
}

/** Sends the browser's next requests to the other instance, with the cookies that it has now. */
function copyBrowser(browser: TestBrowser, app: Set["there"]["app"]): TestBrowser {
  const copy = createTestBrowser(app);
  for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
  return copy;
}

/** Has WorkOS's answers at that path wait until they are released. */
function hold({ workos, control }: Set, path: string): () => void {
  const { promise, resolve: release } = Promise.withResolvers<undefined>();
  control.intercept = async (request) => {
    if (new URL(request.url).pathname !== path) return null;
    const response = await workos.answer(request);
    await promise;
    return response;
  };
  return () => {
    control.intercept = () => null;
    release(undefined);
  };
}

async function codeOf(response: Response): Promise<string | undefined> {
  return parseProblem(await response.json())?.code;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("two instances on one store", () => {
  it("answer a refresh whose answer was lost at one with the same session at the other", async () => {
    const set = setUp();
    await signIn(set);
    const tab = copyBrowser(set.here.browser, set.there.app);
    await set.here.browser.post(refresh, {});
    vi.setSystemTime(Date.now() + 9000);
    const again = await tab.post(refresh, {});
    expect(again.status).toBe(200);
    expect(set.there.asked).toEqual([]);
    vi.setSystemTime(Date.now() + 60_000);
    expect((await tab.post(refresh, {})).status).toBe(200);
  });

  it("refresh one session at once with one request to WorkOS", async () => {
    const set = setUp();
    await signIn(set);
    const tab = copyBrowser(set.here.browser, set.there.app);
    const release = hold(set, authenticatePath);
    set.here.asked.length = 0;
    const refreshing = [set.here.browser.post(refresh, {}), tab.post(refresh, {})];
    await vi.waitFor(() => expect([...set.here.asked, ...set.there.asked]).toEqual([authenticatePath]));
    for (let turns = 0; turns < 20; turns += 1) await nextTurn();
    release();
    expect((await Promise.all(refreshing)).map(({ status }) => status)).toEqual([200, 200]);
    expect([...set.here.asked, ...set.there.asked]).toEqual([authenticatePath]);
  });

  it("restore no session that was signed out at one while the other refreshed it", async () => {
    const set = setUp();
    await signIn(set);
    const tab = copyBrowser(set.here.browser, set.there.app);
    const release = hold(set, authenticatePath);
    const refreshing = tab.post(refresh, {});
    await vi.waitFor(() => expect(set.there.asked).toEqual([authenticatePath]));
    expect(await (await set.here.browser.post(signOut, {})).json()).toEqual({ revoked: true });
    release();
    expect(await codeOf(await refreshing)).toBe("session_ended");
    expect(tab.cookies.has(sessionCookie)).toBe(false);
  });

  it("keep a sign-out for ten minutes while WorkOS is down, and the other revokes the session later", async () => {
    const set = setUp();
    await signIn(set);
    const copy = copyBrowser(set.here.browser, set.there.app);
    set.control.intercept = ({ url }) =>
      url.endsWith(revokePath) ? Promise.reject(new TypeError("fetch failed")) : null;
    expect(await (await set.here.browser.post(signOut, {})).json()).toEqual({ revoked: false });
    expect(await codeOf(await copyBrowser(copy, set.there.app).post(refresh, {}))).toBe("session_ended");
    set.control.intercept = () => null;
    set.there.asked.length = 0;
    vi.setSystemTime(Date.now() + 60_000);
    await set.there.app.fetch(new Request(`${testOrigin}${apiPaths.health}`));
    await set.there.finishBackground();
    expect(set.there.asked).toEqual([revokePath]);
    vi.setSystemTime(Date.now() + 3_600_000);
    expect(await codeOf(await copy.post(refresh, {}))).toBe("session_ended");
  });

  it("sign out everywhere late without ending a session that the person has begun since", async () => {
    const set = setUp();
    await signIn(set);
    const earlier = copyBrowser(set.here.browser, set.there.app);
    set.control.intercept = ({ url }) =>
      url.includes("/sessions") ? Promise.reject(new TypeError("fetch failed")) : null;
    const signedOut = await set.here.browser.post(signOut, { everywhere: true });
    expect(await signedOut.json()).toEqual({ revoked: false });
    set.control.intercept = () => null;
    vi.setSystemTime(Date.now() + 10 * 60_000);
    // Another store, so that the sign-in itself doesn't try what is due.
    const answers = [async (request: Request) => await set.workos.answer(request)];
    const since = createTestFunction({ answers, variables: testVariables });
    await signIn({ ...set, here: since });
    await set.there.app.fetch(new Request(`${testOrigin}${apiPaths.health}`));
    await set.there.finishBackground();
    expect(set.there.asked).toContain(revokePath);
    expect(await codeOf(await earlier.post(refresh, {}))).toBe("session_ended");
    expect((await since.browser.post(refresh, {})).status).toBe(200);
  });

  it("refresh sessions while the store is down, each by itself, and sign no one out", async () => {
    const control = { isDown: false };
    const set = setUp(createFailingCounterStore(() => control.isDown));
    await signIn(set);
    const tab = copyBrowser(set.here.browser, set.here.app);
    control.isDown = true;
    expect((await set.here.browser.post(refresh, {})).status).toBe(200);
    // The lost answer is still known to the instance that gave it.
    expect((await tab.post(refresh, {})).status).toBe(200);
    control.isDown = false;
    expect((await copyBrowser(set.here.browser, set.there.app).post(refresh, {})).status).toBe(200);
  });
});
