import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { apiPaths } from "../../src/contract/api-paths.ts";
import { parseProblem } from "../../src/contract/failure.ts";
import {
  buildAccount,
  createLocalIssuerFunction,
  workosDown,
} from "../../src/function/features/local-issuer/testing/local-issuer-function.ts";
import type { Wait } from "../../src/function/core/feature/environment.ts";
import { createTestBrowser, type TestBrowser } from "../../src/function/testing/test-browser.ts";
import { type AnswerAsWorkos, createTestFunction } from "../../src/function/testing/test-function.ts";
import { newerSealingKey } from "../../src/function/testing/test-keys.ts";
import { createTestWorkos, testVariables } from "../../src/function/testing/test-workos.ts";
import { createMemoryCounterStore } from "../../src/function/stores/memory-counter-store.ts";

const { sendEmailCode: send, verifyEmailCode: verify, redeemEmailLink: redeem } = apiPaths;
const email = "grace@example.com";
const minuteMs = 60_000;
/** The beginning of a period of shared mails. */
const startMs = 1_900_000_000_000 - (1_900_000_000_000 % (8 * minuteMs));

/** Background tasks of the functions, mails among them. */
const tasks: Promise<unknown>[] = [];
const runInBackground = (task: Promise<unknown>): void => void tasks.push(task);

/** Resolves when all mails of the sends that were answered have arrived or failed. */
async function settle(): Promise<void> {
  while (tasks.length > 0) await Promise.all(tasks.splice(0));
}

/** Sends from the browser, which must be accepted. */
async function ask(browser: TestBrowser, more: object = {}): Promise<void> {
  expect((await browser.post(send, { email, ...more })).status).toBe(202);
  await settle();
}

/** What every function of these tests offers. */
function complete(app: Parameters<typeof createTestBrowser>[0]) {
  let clients = 0;
  const openBrowser = (): TestBrowser => {
    clients += 1;
    return createTestBrowser(app, { address: `198.18.${String(clients >> 8)}.${String(clients & 255)}` });
  };
  /** Sends from so many new clients, all of which must be accepted. */
  const flood = async (times: number, more: object = {}): Promise<TestBrowser[]> => {
    const browsers = Array.from({ length: times }, openBrowser);
    for (const browser of browsers) {
      expect((await browser.post(send, { email, ...more })).status).toBe(202);
    }
    await settle();
    return browsers;
  };
  return { openBrowser, flood };
}

/** WorkOS mails the codes, in a function without features. */
function setUpWorkos(intercept: AnswerAsWorkos = () => null, wait: Wait = () => Promise.resolve()) {
  const workos = createTestWorkos({ signUpAllowed: false });
  const set = createTestFunction({
    answers: [intercept, (request) => workos.answer(request)],
    variables: testVariables,
    wait,
    runInBackground,
  });
  return {
    ...set,
    ...complete(set.app),
    countMails: () => workos.mailbox.list().length,
    newestCode: () => /[0-9]{6}/.exec(workos.mailbox.latestTo(email)?.text ?? "")?.[0] ?? "no mail",
  };
}

/** The local issuer mails the codes, while WorkOS is down. */
function setUpLocal(counterStore = createMemoryCounterStore(), keys = testVariables.PORTICO_KEYS) {
  const set = createLocalIssuerFunction({
    answers: [workosDown],
    variables: { ...testVariables, PORTICO_KEYS: keys },
    counterStore,
    accounts: [buildAccount({ email })],
    runInBackground,
  });
  return {
    ...set,
    ...complete(set.app),
    countMails: () => set.mails.length,
    newestCode: () => set.mails.at(-1)?.oneTimeCode ?? "no code",
  };
}

function lastOf(browsers: readonly TestBrowser[]): TestBrowser {
  const last = browsers.at(-1);
  if (last === undefined) throw new Error("There is no browser");
  return last;
}

async function failureOf(response: Response): Promise<unknown> {
  return parseProblem(await response.json())?.code;
}

function atMinute(minute: number): void {
  vi.setSystemTime(startMs + minute * minuteMs);
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  atMinute(0);
});
afterEach(() => {
  vi.useRealTimers();
});

describe.each([
  ["WorkOS", setUpWorkos],
  ["the local issuer", setUpLocal],
])("sends that strangers have used up, with codes of %s", (issuer, setUp) => {
  it("lets the owner sign in on a new device at any moment of a flood, with the newest mail, and mails once in eight minutes", async () => {
    const set = setUp();
    await set.flood(15);
    for (const minute of [1, 60, 61]) {
      atMinute(minute);
      await set.flood(15);
    }
    const before = set.countMails();
    let minute = 64;
    for (let period = 0; period < 6; period += 1) {
      atMinute(minute);
      await set.flood(5);
      // At the beginning, in the middle and at the end of a period.
      atMinute(minute + ([0, 4, 7.9][period % 3] ?? 0));
      const owner = set.openBrowser();
      await ask(owner);
      expect((await owner.post(verify, { code: set.newestCode() })).status).toBe(200);
      minute += 8;
    }
    expect(set.countMails() - before).toBe(6);
  });

  it("keeps each browser's own attempts, so that strangers' wrong guesses don't use up the owner's", async () => {
    const set = setUp();
    const strangers = await set.flood(12);
    const stranger = lastOf(strangers);
    for (let attempt = 0; attempt < 5; attempt += 1) await stranger.post(verify, { code: "000000" });
    const owner = set.openBrowser();
    await ask(owner);
    expect((await owner.post(verify, { code: set.newestCode() })).status).toBe(200);
  });

  it("doesn't take the place of a mail with made-up invitations, which mail nothing", async () => {
    const set = setUp();
    await set.flood(12, { invitationToken: "made-up" });
    for (const minute of [0, 8]) {
      atMinute(minute);
      await set.flood(3, { invitationToken: "made-up" });
      const owner = set.openBrowser();
      await ask(owner);
      expect((await owner.post(verify, { code: set.newestCode() })).status).toBe(200);
    }
  });

  it("refuses no code that a browser got before the flood", async () => {
    const set = setUp();
    const owner = set.openBrowser();
    await ask(owner);
    const code = set.newestCode();
    await set.flood(12);
    await ask(owner);
    const newest = set.newestCode();
    expect((await owner.post(verify, { code: issuer === "WorkOS" ? newest : code })).status).toBe(200);
  });

  it("answers an address without an account with the same bytes and cookies", async () => {
    const answers = await Promise.all(
      [email, "nobod@example.com"].map(async (address) => {
        const set = setUp();
        const seen: unknown[] = [];
        for (let index = 0; index < 12; index += 1) {
          const response = await set.openBrowser().post(send, { email: address });
          const headers = [...response.headers].map(([name, value]) =>
            name === "set-cookie"
              ? value.replace(/=[^;]+/, (sealed) => `=${String(sealed.length)}`)
              : `${name}: ${value}`,
          );
          seen.push([response.status, await response.text(), headers]);
        }
        return seen;
      }),
    );
    expect(answers[1]).toEqual(answers[0]);
  });
});

it("mails all known devices of an address together at most 120 codes a day, and lets the owner in then", async () => {
  const set = setUpLocal();
  const devices: TestBrowser[] = [];
  for (let minute = 0; minute < 6; minute += 2) {
    atMinute(minute);
    const device = set.openBrowser();
    await ask(device);
    expect((await device.post(verify, { code: set.newestCode() })).status).toBe(200);
    devices.push(device);
  }
  const before = set.countMails();
  for (const hour of [1, 3]) {
    for (let minute = 0; minute < 30; minute += 10) {
      atMinute(hour * 60 + minute);
      for (const device of devices) for (let index = 0; index < 10; index += 1) await ask(device);
    }
  }
  // 180 codes were asked for; beyond 120 the devices' sends are strangers', which have twenty mails an hour.
  expect(set.countMails() - before).toBeLessThanOrEqual(120 + 20 + 3);
  atMinute(300);
  const device = set.openBrowser();
  await ask(device);
  expect((await device.post(verify, { code: set.newestCode() })).status).toBe(200);
});

describe("a shared mail", () => {
  it("isn't used up by a browser that keeps a code of its own", async () => {
    const set = setUpLocal();
    atMinute(4);
    await set.flood(10);
    atMinute(5);
    const first = set.openBrowser();
    await ask(first);
    await set.flood(9);
    atMinute(8);
    const before = set.countMails();
    await ask(first);
    expect(set.countMails()).toBe(before);
    await set.flood(3);
    expect(set.countMails()).toBe(before + 1);
  });

  it("expires ten minutes after its period began, whenever a browser has asked for it", async () => {
    const set = setUpLocal();
    await set.flood(12);
    atMinute(0.5);
    const code = set.newestCode();
    const [early, late] = [set.openBrowser(), set.openBrowser()];
    await ask(early);
    await ask(late);
    atMinute(10);
    expect((await late.post(verify, { code })).status).not.toBe(200);
    atMinute(9.9);
    expect((await early.post(verify, { code })).status).toBe(200);
  });

  it("gives one session, even to a stranger who shares it and learns its code or its link", async () => {
    const set = setUpLocal();
    const strangers = await set.flood(13);
    const owner = set.openBrowser();
    await ask(owner);
    const { oneTimeCode, linkToken } = set.mails.at(-1) ?? {};
    expect((await owner.post(verify, { code: oneTimeCode })).status).toBe(200);
    const stranger = lastOf(strangers);
    expect(await failureOf(await stranger.post(redeem, { token: linkToken }))).toBe("link_used");
    expect(await failureOf(await stranger.post(verify, { code: oneTimeCode }))).toBe("no_challenge");
  });

  it("gives no second session when a stranger who shares it resends, once the address has mails of its own again", async () => {
    const set = setUpLocal();
    const stranger = lastOf(await set.flood(12));
    const owner = set.openBrowser();
    await ask(owner);
    const code = set.newestCode();
    expect((await owner.post(verify, { code })).status).toBe(200);
    atMinute(1);
    await ask(stranger);
    expect(await failureOf(await stranger.post(verify, { code }))).toBe("wrong_one_time_code");
  });

  it("stays valid after a key change, and one that is asked for then is mailed", async () => {
    const counterStore = createMemoryCounterStore();
    const before = setUpLocal(counterStore);
    await before.flood(12);
    const owner = before.openBrowser();
    await ask(owner);
    const after = setUpLocal(counterStore, `${newerSealingKey},${testVariables.PORTICO_KEYS}`);
    const later = after.openBrowser();
    await ask(later);
    expect((await later.post(verify, { code: after.newestCode() })).status).toBe(200);
    const restarted = after.openBrowser();
    for (const [name, value] of owner.cookies) restarted.cookies.set(name, value);
    expect((await restarted.post(verify, { code: before.newestCode() })).status).toBe(200);
  });

  it("is of no use in a browser that asked for a mail of its own, and the other way round", async () => {
    const set = setUpLocal();
    const first = set.openBrowser();
    await ask(first);
    const own = set.newestCode();
    const strangers = await set.flood(12);
    expect(await failureOf(await first.post(verify, { code: set.newestCode() }))).toBe("wrong_one_time_code");
    expect(await failureOf(await lastOf(strangers).post(verify, { code: own }))).toBe("wrong_one_time_code");
  });

  it("holds the link when guesses are used up, which signs in the owner's browser and pairs another one", async () => {
    const set = setUpLocal();
    const guessers = await set.flood(3);
    for (const guesser of guessers) {
      for (let attempt = 0; attempt < 5; attempt += 1) await guesser.post(verify, { code: "000000" });
    }
    await set.flood(12);
    const owner = set.openBrowser();
    await ask(owner);
    const mail = set.mails.at(-1);
    expect(mail?.oneTimeCode).toBeNull();
    const phone = set.openBrowser();
    const shown: unknown = await (await phone.post(redeem, { token: mail?.linkToken })).json();
    expect(shown).toHaveProperty("pairingCode");
    const session: unknown = await (await owner.post(redeem, { token: mail?.linkToken })).json();
    expect(session).toHaveProperty("accessToken");
  });

  it("carries nothing of the client that happens to ask first", async () => {
    const bodies: string[] = [];
    const set = setUpWorkos(async (request) => {
      bodies.push(await request.clone().text());
      return null;
    });
    await set.flood(10);
    const count = bodies.length;
    atMinute(8);
    await set.flood(12);
    atMinute(16);
    const stranger = set.openBrowser();
    await stranger.post(send, { email }, { "User-Agent": "<script>", "Accept-Language": "de" });
    await settle();
    expect(bodies.length).toBeGreaterThan(count);
    expect(bodies.at(-1)).not.toMatch(/script|198\.18/);
  });

  it("is mailed to the next one who asks when it failed", async () => {
    let isDown = false;
    // A failure is found before the answer is due.
    const wait: Wait = async () => (isDown ? await new Promise<void>(() => undefined) : undefined);
    const set = setUpWorkos((request) => (isDown ? workosDown(request) : null), wait);
    // Two minutes use up the hour's own mails; in the third, sends share one.
    await set.flood(10);
    atMinute(1);
    await set.flood(10);
    atMinute(2);
    isDown = true;
    expect((await set.openBrowser().post(send, { email })).status).toBe(503);
    isDown = false;
    atMinute(3);
    const before = set.countMails();
    await set.flood(1);
    expect(set.countMails()).toBe(before + 1);
  });
});
