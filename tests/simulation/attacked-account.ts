import { testVariables } from "../../src/function/testing/test-workos.ts";
import { apiPaths } from "../../src/contract/api-paths.ts";
import type { TimedAuthEvent } from "../../src/function/core/logging/auth-event.ts";
import {
  buildAccount,
  createLocalIssuerFunction,
} from "../../src/function/features/local-issuer/testing/local-issuer-function.ts";
import { createTestBrowser, type TestBrowser } from "../../src/function/testing/test-browser.ts";
import { createSeededRandom } from "./seeded-random.ts";

const { sendEmailCode: send, verifyEmailCode: verify, redeemEmailLink: redeem } = apiPaths;
const email = "victim@example.com";
const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;
const yearMs = 365.25 * dayMs;

/** Digits of the mailed code that the attacker knows, so that takeovers are frequent enough to count. */
const knownDigits = 4;
/** How many of a million codes remain to guess from. */
export const remainingCodes = 10 ** (6 - knownDigits);

/** Real milliseconds after which a mail is considered lost, which is a defect. */
const mailTimeoutMs = 30_000;

/** What happened to one account. */
export type Account = {
  years: number;
  /** Guesses that were compared. */
  guesses: number;
  takeovers: number;
  victimKnownDevice: { tries: number; successes: number };
  victimNewDevice: { tries: number; successes: number };
};

/**
 * Attacks one account through the function's own handler for years of the clock that `setClock` sets, while its owner signs in
 * from a known device on working days and from a new one every other week.
 *
 * The attacker has any number of addresses and browsers, and makes every guess that the limits allow, as early as possible. They
 * also try when no guess is left, which must gain nothing.
 */
export async function attackAccount(
  years: number,
  seed: number,
  setClock: (atMs: number) => void,
): Promise<Account> {
  const set = createLocalIssuerFunction({
    answers: [],
    variables: testVariables,
    accounts: [buildAccount({ email })],
  });
  const random = createSeededRandom(seed);
  const result: Account = {
    years,
    guesses: 0,
    takeovers: 0,
    victimKnownDevice: { tries: 0, successes: 0 },
    victimNewDevice: { tries: 0, successes: 0 },
  };
  let clients = 0;
  const openBrowser = (): TestBrowser => {
    clients += 1;
    const [a, b, c] = [clients >> 16, clients >> 8, clients].map((part) => part & 255);
    return createTestBrowser(set.app, { address: `10.${String(a)}.${String(b)}.${String(c)}` });
  };

  /** Requests a code; resolves to the mail, or null when the send was refused. */
  const ask = async (browser: TestBrowser) => {
    const response = await browser.post(send, { email });
    set.events.length = 0;
    set.log.length = 0;
    if (response.status !== 202) return null;
    // The mail may arrive after the answer; the simulated clock doesn't advance meanwhile, so real time limits the wait.
    const deadline = performance.now() + mailTimeoutMs;
    while (set.mails.length === 0 && performance.now() < deadline) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (set.mails.length !== 1) throw new Error(`${String(set.mails.length)} mails for one send`);
    return set.mails.splice(0).at(-1) ?? null;
  };

  /** Guesses at one challenge; resolves to whether a code was mailed. */
  const guess = async (): Promise<boolean> => {
    const browser = openBrowser();
    const mail = await ask(browser);
    if (mail === null || mail.oneTimeCode === null) return false;
    const known = mail.oneTimeCode.slice(0, knownDigits);
    const first = Math.floor(random() * remainingCodes);
    for (let index = 0; index < 5; index += 1) {
      const rest = (first + index) % remainingCodes;
      const code = known + String(rest).padStart(6 - knownDigits, "0");
      const response = await browser.post(verify, { code });
      if (response.status !== 200) continue;
      result.takeovers += 1;
      break;
    }
    await new Promise((resolve) => setImmediate(resolve));
    result.guesses += set.events.filter(isCompare).length;
    return true;
  };

  const signIn = async (browser: TestBrowser): Promise<boolean> => {
    const mail = await ask(browser);
    if (mail === null) return false;
    if (mail.oneTimeCode === null)
      return (await browser.post(redeem, { token: mail.linkToken })).status === 200;
    if (random() < 0.05)
      await browser.post(verify, { code: mail.oneTimeCode === "000000" ? "000001" : "000000" });
    return (await browser.post(verify, { code: mail.oneTimeCode })).status === 200;
  };

  const startMs = 1_900_000_000_000;
  const ownDevice = openBrowser();
  setClock(startMs - dayMs);
  await signIn(ownDevice);

  // The attacker guesses for two hours a day on four days, which uses up the month, and tries once more after each limit.
  const windowMs = 24 * dayMs;
  for (let nowMs = startMs, day = 0; nowMs < startMs + years * yearMs; nowMs += dayMs, day += 1) {
    const dayOfWindow = day % (windowMs / dayMs + 1);
    if (dayOfWindow < 5) {
      for (const hour of [0, 1.01, 2.02]) {
        setClock(nowMs + hour * hourMs);
        for (let round = 0; round < 3; round += 1) if (!(await guess())) break;
      }
    }
    if (day % 7 < 5) {
      setClock(nowMs + (2.5 + 20 * random()) * hourMs);
      result.victimKnownDevice.tries += 1;
      if (await signIn(ownDevice)) result.victimKnownDevice.successes += 1;
    }
    if (day % 14 === 3) {
      setClock(nowMs + 23 * hourMs);
      result.victimNewDevice.tries += 1;
      if (await signIn(openBrowser())) result.victimNewDevice.successes += 1;
    }
  }
  return result;
}

/** Whether a code was compared, according to the function's events. */
function isCompare(event: TimedAuthEvent): boolean {
  return event.event === "signed_in" || (event.event === "sign_in_refused" && event.wasCompared);
}
