// @vitest-environment jsdom

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createMemoryStorage } from "../../src/config/testing/memory-storage.ts";
import { createBrowserStorage } from "../../src/config/browser-storage.ts";
import { apiPaths } from "../../src/contract/api-paths.ts";
import { createSeededRandom, type SeededRandom } from "../../src/contract/testing/seeded-random.ts";
import { createEmailSession } from "../../src/session/email-session.ts";
import { buildSessionAnswer } from "../../src/session/testing/session-answer.ts";
import { refreshTokenKey } from "../../src/workos/session-marker.ts";
import { createSignOutMark } from "../../src/workos/sign-out-mark.ts";
import { authenticatePath, createFakeIssuer, fakeApiOrigin } from "../../src/workos/testing/fake-issuer.ts";
import { createFakeLocks } from "../../src/workos/testing/fake-locks.ts";
import { createFakeNetwork, type FakeNetwork } from "../../src/workos/testing/fake-network.ts";
import {
  callbackUrl,
  openConnection,
  settle,
  signedOutUrl,
} from "../../src/workos/testing/open-connection.tsx";
import { isLongRun } from "../../src/contract/testing/long-run.ts";

const rounds = isLongRun ? 200 : 15;
const hintKey = "portico:email-session";
const tokenKey = refreshTokenKey("client_1");

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000, toFake: ["setTimeout", "clearTimeout", "Date"] });
  vi.spyOn(console, "debug").mockReturnValue();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** What vitest's environment offers of jsdom itself. */
declare const jsdom: { reconfigure: (options: { url: string }) => void };

type Step = { name: string; run: () => void };

/**
 * Runs the steps in a drawn order, each after a drawn number of turns: the answer to the refresh comes before, between and after
 * the steps of the sign-out, and also in the middle of its own way through the SDK.
 */
async function interleave(random: SeededRandom, steps: Step[]): Promise<string[]> {
  const left = [...steps];
  const order: string[] = [];
  while (left.length > 0) {
    for (let turns = random.below(40); turns > 0; turns -= 1) await Promise.resolve();
    if (random.below(4) === 0) await settle();
    const [step] = left.splice(random.below(left.length), 1);
    if (step === undefined) break;
    order.push(step.name);
    step.run();
  }
  return order;
}

/** What a person and a browser do in the minutes afterwards. */
async function passMinutes(): Promise<void> {
  for (let minute = 0; minute < 5; minute += 1) {
    await vi.advanceTimersByTimeAsync(60_000);
    window.dispatchEvent(new Event("focus"));
    window.dispatchEvent(new Event("online"));
    await settle();
  }
}

/** An answer that waits to be let go. */
function hold(network: FakeNetwork, answer: FakeNetwork["answer"], isHeld: (path: string) => boolean) {
  const held = Promise.withResolvers<void>();
  network.answer = async (sent) => {
    const response = await answer(sent);
    if (isHeld(sent.url.pathname)) await held.promise;
    return response;
  };
  return held.resolve;
}

async function signOutOfAuthkit(seed: number, isOwnTab: boolean, hasCookie: boolean): Promise<void> {
  const random = createSeededRandom(seed);
  // The SDK keeps its refresh token in localStorage on localhost, and nowhere else.
  jsdom.reconfigure({ url: hasCookie ? "https://console.example/" : "http://localhost:3000/" });
  document.cookie = `workos-has-session=1; max-age=${hasCookie ? 3600 : 0}`;
  localStorage.clear();
  sessionStorage.clear();
  Object.defineProperty(navigator, "locks", { configurable: true, value: createFakeLocks() });
  const issuer = createFakeIssuer();
  const network = createFakeNetwork(issuer.answer);
  vi.stubGlobal("fetch", network.fetch);

  const isFinishing = random.below(2) === 0;
  if (isFinishing) history.replaceState({}, "", `${callbackUrl()}?code=c&state=%22n%22`);
  else {
    const refreshToken = issuer.beginSession();
    if (!hasCookie) localStorage.setItem(tokenKey, refreshToken);
  }
  const page = openConnection({ apiOrigin: fakeApiOrigin });
  const { connection } = page;
  page.start(
    isFinishing
      ? { returnTo: null, clientState: undefined, redirectUri: null, codeVerifier: "verifier" }
      : null,
  );
  await settle();
  expect(connection.getState().kind).toBe("active");

  const letGo = hold(network, issuer.answer, (path) => path === authenticatePath);
  const asking =
    random.below(2) === 0
      ? connection.getAccessToken({ forceRefresh: true })
      : vi.advanceTimersByTimeAsync(295_000).then(() => connection.getAccessToken());
  let isSignedOutFirst = false;
  let isAnswered = false;
  const token = asking.catch(() => null);
  if (random.below(3) > 0) await settle();

  const signedOut = () => {
    isSignedOutFirst ||= !isAnswered;
  };
  let seenUntilMarked = 0;
  const marked = () => {
    seenUntilMarked = page.seen.length;
  };
  const answer = {
    name: "answer",
    run() {
      isAnswered = true;
      letGo();
    },
  };
  const steps = isOwnTab
    ? [
        {
          name: "sign-out",
          run() {
            signedOut();
            marked();
            void connection.signOut({ returnTo: signedOutUrl(), mayLeave: random.below(2) === 0 });
          },
        },
      ]
    : [
        {
          name: "mark",
          run() {
            marked();
            page.signOutMark.set();
          },
        },
        { name: "token removed", run: () => localStorage.removeItem(tokenKey) },
        {
          name: "message",
          run() {
            signedOut();
            connection.forget();
          },
        },
      ];
  const order = await interleave(random, [...steps, answer]);
  await settle();
  await vi.advanceTimersByTimeAsync(0);
  const sent = network.to(authenticatePath).length;
  const story = `seed ${seed}: ${order.join(", ")}`;
  expect(connection.getState(), story).toMatchObject({ kind: "signedOut", hasEnded: false, refusal: null });
  expect(page.seen.slice(seenUntilMarked), story).not.toContain("active");
  expect(isSignedOutFirst ? await token : null, story).toBeNull();

  await passMinutes();
  expect(connection.getState().kind, story).toBe("signedOut");
  expect(await connection.getAccessToken().catch(() => null), story).toBeNull();
  expect(network.to(authenticatePath).length, story).toBe(sent);
  expect(page.refreshToken(), story).toBeNull();
  expect((await page.authkit.getClient()).getUser(), story).toBeNull();

  await page.close();
  const reloaded = openConnection({ apiOrigin: fakeApiOrigin });
  reloaded.start(null);
  await settle();
  expect(reloaded.connection.getState().kind, story).toBe("signedOut");
  expect(network.to(authenticatePath).length, story).toBe(sent);
  await reloaded.close();
}

describe("a session through AuthKit", () => {
  it.each([
    ["this tab, with the refresh token in localStorage", true, false],
    ["this tab, with the refresh token in a cookie", true, true],
    ["another tab, with the refresh token in localStorage", false, false],
    ["another tab, with the refresh token in a cookie", false, true],
  ])(
    `brings no session back over ${rounds} sign-outs in the middle of a refresh, in %s`,
    { timeout: 120_000 },
    async (_, isOwnTab, hasCookie) => {
      for (let seed = 1; seed <= rounds; seed += 1) await signOutOfAuthkit(seed, isOwnTab, hasCookie);
    },
  );
});

async function signOutOfEmailSession(seed: number, isOwnTab: boolean): Promise<void> {
  const random = createSeededRandom(seed);
  localStorage.clear();
  localStorage.setItem(hintKey, "1");
  const storage = createBrowserStorage("localStorage");
  const signOutMark = createSignOutMark(storage);
  const network = createFakeNetwork(({ url }) =>
    Response.json(url.pathname === apiPaths.refreshSession ? buildSessionAnswer() : { revoked: true }),
  );
  const everAnswering = network.answer;
  const locks = createFakeLocks();
  const session = createEmailSession({
    tabStorage: createMemoryStorage(),
    storage,
    signOutMark,
    fetch: network.fetch,
    withLock: (name, task) => locks.request(name, task),
  });
  session.restore();
  await settle();
  expect(session.getState().kind).toBe("active");

  const letGo = hold(network, everAnswering, (path) => path === apiPaths.refreshSession);
  const token = session.getAccessToken({ forceRefresh: true }).catch(() => null);
  let isSignedOutFirst = false;
  let isAnswered = false;
  if (random.below(3) > 0) await settle();

  const signedOut = () => {
    isSignedOutFirst ||= !isAnswered;
  };
  const answer = {
    name: "answer",
    run() {
      isAnswered = true;
      letGo();
    },
  };
  const steps = isOwnTab
    ? [
        {
          name: "sign-out",
          run() {
            signedOut();
            signOutMark.set();
            void session.signOut();
          },
        },
      ]
    : [
        {
          name: "mark",
          run() {
            signedOut();
            signOutMark.set();
          },
        },
        { name: "hint removed", run: () => localStorage.removeItem(hintKey) },
        {
          name: "message",
          run() {
            signedOut();
            session.forget();
          },
        },
      ];
  const order = await interleave(random, [...steps, answer]);
  await settle();
  const sent = network.to(apiPaths.refreshSession).length;
  const story = `seed ${seed}: ${order.join(", ")}`;
  expect(session.getState(), story).toEqual({ kind: "signedOut", hasEnded: false, refusal: null });
  expect(isSignedOutFirst ? await token : null, story).toBeNull();

  await passMinutes();
  expect(session.getState(), story).toEqual({ kind: "signedOut", hasEnded: false, refusal: null });
  expect(await session.getAccessToken(), story).toBeNull();
  expect(network.to(apiPaths.refreshSession).length, story).toBe(sent);
  expect(localStorage.getItem(hintKey), story).toBeNull();
}

describe("a session by an e-mail code", () => {
  it.each([
    ["this tab", true],
    ["another tab", false],
  ])(
    `brings no session back over ${rounds} sign-outs in the middle of a refresh, in %s`,
    { timeout: 120_000 },
    async (_, isOwnTab) => {
      for (let seed = 1; seed <= rounds; seed += 1) await signOutOfEmailSession(seed, isOwnTab);
    },
  );
});
