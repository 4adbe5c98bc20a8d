import { decodeProtectedHeader } from "jose";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { apiPaths } from "../../src/contract/api-paths.ts";
import { parseProblem } from "../../src/contract/failure.ts";
import { parseSessionAnswer } from "../../src/contract/session.ts";
import type { Counter, CounterStore } from "../../src/function/core/counters/counter-store.ts";
import {
  buildAccount,
  createLocalIssuerFunction,
} from "../../src/function/features/local-issuer/testing/local-issuer-function.ts";
import { createMemoryCounterStore } from "../../src/function/stores/memory-counter-store.ts";
import { createTestBrowser, testOrigin } from "../../src/function/testing/test-browser.ts";
import { newerSealingKey, olderSealingKey } from "../../src/function/testing/test-keys.ts";
import { createTestWorkos, testVariables } from "../../src/function/testing/test-workos.ts";
import { grace } from "../../src/mocks/people.ts";

const { sendEmailCode, verifyEmailCode, refreshSession: refresh, signOut } = apiPaths;
const sessionCookie = "__Host-portico-session";
const [older, newer] = [olderSealingKey, newerSealingKey];
/** Isn't in WorkOS, so the local issuer signs it in. */
const localEmail = "mary@analytical.example";

const jwksSchema = v.object({ keys: v.array(v.object({ kid: v.string() })) });

type Instance = ReturnType<typeof createLocalIssuerFunction>;

/** A fleet of two instances on one store, whose keys are changed by restarting one after the other. */
function setUp(counterStore: CounterStore = createMemoryCounterStore()) {
  const workos = createTestWorkos({ now: Date.now });
  const start = (keys: string): Instance =>
    createLocalIssuerFunction({
      answers: [(request) => workos.answer(request)],
      variables: { ...testVariables, PORTICO_KEYS: keys },
      accounts: [buildAccount({ email: localEmail })],
      counterStore,
    });
  const fleet: [Instance, Instance] = [start(older), start(older)];
  /** The instance that answers next. */
  let turn = 0;
  const app = { fetch: async (request: Request) => await fleet[turn === 0 ? 0 : 1].app.fetch(request) };
  const setTurn = (next: 0 | 1): void => {
    turn = next;
  };
  return { workos, start, fleet, app, setTurn, openBrowser: () => createTestBrowser(app) };
}
type Set = ReturnType<typeof setUp>;

/** Asks one instance for a code and types it at the other. */
async function signIn(set: Set, email: string, browser = set.openBrowser()) {
  const countMails = () => [...set.fleet.flatMap(({ mails }) => mails), ...set.workos.mailbox.list()].length;
  const before = countMails();
  set.setTurn(0);
  expect((await browser.post(sendEmailCode, { email })).status).toBe(202);
  await vi.waitFor(() => expect(countMails()).toBe(before + 1));
  const local = set.fleet[0].mails.at(-1)?.oneTimeCode;
  const code =
    email === localEmail ? local : /[0-9]{6}/.exec(set.workos.mailbox.latestTo(email)?.subject ?? "")?.[0];
  set.setTurn(1);
  const response = await browser.post(verifyEmailCode, { code });
  expect(response.status).toBe(200);
  return browser;
}

async function readKeyIds({ fleet }: Set): Promise<string[][]> {
  return await Promise.all(
    fleet.map(async ({ app }) => {
      const answer = await app.fetch(new Request(`${testOrigin}${apiPaths.jwks}`));
      return v.parse(jwksSchema, await answer.json()).keys.map(({ kid }) => kid);
    }),
  );
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("rotating the keys of two instances", () => {
  const steps = [
    ["append", `${older},${newer}`],
    ["move to the front", `${newer},${older}`],
    ["remove", newer],
  ] as const;

  it.each([
    ["WorkOS", grace.email],
    ["the local issuer", localEmail],
  ])("signs out no one who is signed in at %s, at any moment of the three steps", async (_, email) => {
    const set = setUp();
    const browser = await signIn(set, email);
    /** The browser goes to and fro between the instances, and people sign in. */
    const use = async (moment: string): Promise<void> => {
      for (const instance of [0, 1, 0] as const) {
        set.setTurn(instance);
        vi.setSystemTime(Date.now() + 60_000);
        const answer = await browser.post(refresh, {});
        expect([moment, answer.status]).toEqual([moment, 200]);
        if (email !== localEmail) continue;
        const session = parseSessionAnswer(await answer.json());
        const { kid = "none" } = decodeProtectedHeader(session?.accessToken ?? "");
        for (const keyIds of await readKeyIds(set))
          expect([moment, keyIds]).toContainEqual(expect.arrayContaining([kid]));
      }
      await signIn(set, email);
    };
    await use("before");
    for (const [step, keys] of steps) {
      for (const index of [0, 1] as const) {
        set.fleet[index] = set.start(keys);
        await use(`${step}, instance ${String(index)}`);
      }
    }
    expect(await readKeyIds(set)).toEqual([["k2"], ["k2"]]);
    set.setTurn(1);
    expect(await (await browser.post(signOut, {})).json()).toEqual({ revoked: true });
  });

  it.each([
    ["WorkOS", grace.email],
    ["the local issuer", localEmail],
  ])(
    "keeps the session at %s even where one instance seals with a key that the other lacks",
    async (_, email) => {
      const set = setUp();
      const browser = await signIn(set, email);
      set.fleet[0] = set.start(`${newer},${older}`);
      set.setTurn(0);
      vi.setSystemTime(Date.now() + 60_000);
      expect((await browser.post(refresh, {})).status).toBe(200);
      const cookie = browser.cookies.get(sessionCookie);
      set.setTurn(1);
      const paused = await browser.post(refresh, {});
      expect(paused.headers.getSetCookie()).toEqual([]);
      expect(parseProblem(await paused.json())).toMatchObject({
        code: "codes_paused",
        retryAfterSeconds: 30,
      });
      expect(browser.cookies.get(sessionCookie)).toBe(cookie);
      set.setTurn(0);
      expect((await browser.post(refresh, {})).status).toBe(200);
    },
  );

  it("keeps a code that was asked for at an instance with a newer key", async () => {
    const set = setUp();
    set.fleet[0] = set.start(`${newer},${older}`);
    const browser = set.openBrowser();
    await browser.post(sendEmailCode, { email: localEmail });
    await vi.waitFor(() => expect(set.fleet[0].mails).toHaveLength(1));
    const code = set.fleet[0].mails[0]?.oneTimeCode;
    set.setTurn(1);
    const elsewhere = await browser.post(verifyEmailCode, { code });
    expect(parseProblem(await elsewhere.json())?.code).toBe("no_challenge");
    expect(elsewhere.headers.getSetCookie()).toEqual([]);
    set.setTurn(0);
    expect((await browser.post(verifyEmailCode, { code })).status).toBe(200);
  });

  it("asks neither WorkOS nor more of the store for a cookie that names an invented key", async () => {
    const calls: string[] = [];
    const memory = createMemoryCounterStore();
    const watch = <Part extends object>(name: string, part: Part): Part =>
      new Proxy(part, {
        get: (target, property, receiver) => {
          calls.push(`${name} ${String(property)}`);
          return Reflect.get(target, property, receiver) as unknown;
        },
      });
    const set = setUp({
      ...memory,
      createCounter: (options): Counter => watch("counter", memory.createCounter(options)),
      createEntries: (options) => watch("entries", memory.createEntries(options)),
    });
    const browser = await signIn(set, grace.email);
    const forged = browser.cookies
      .get(sessionCookie)
      ?.replace(/^[^.]+/, btoa('{"alg":"dir","enc":"A256GCM","kid":"invented"}').replaceAll("=", ""));
    browser.cookies.set(sessionCookie, forged ?? "");
    calls.length = 0;
    set.fleet[1].asked.length = 0;
    expect((await browser.post(refresh, {})).status).toBe(503);
    expect(set.fleet[1].asked).toEqual([]);
    // The limit of the client.
    expect(calls).toEqual(["counter increment"]);
  });

  it("still ends a session whose cookie was changed under a key that the instance has", async () => {
    const set = setUp();
    const browser = await signIn(set, grace.email);
    const cookie = browser.cookies.get(sessionCookie) ?? "";
    browser.cookies.set(sessionCookie, `${cookie.slice(0, -4)}AAAA`);
    const ended = await browser.post(refresh, {});
    expect(parseProblem(await ended.json())?.code).toBe("session_ended");
    expect(browser.cookies.has(sessionCookie)).toBe(false);
  });
});
