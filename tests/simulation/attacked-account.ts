import { apiPaths } from "../../src/contract/api-paths.ts";
import { parseProblem } from "../../src/contract/failure.ts";
import type { TestBrowser } from "../../src/function/testing/test-browser.ts";
import { type AttackedIssuer, createAttackedFunction } from "./attacked-function.ts";
import { createSeededRandom } from "./seeded-random.ts";

const { verifyEmailCode: verify, redeemEmailLink: redeem } = apiPaths;
const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;
const yearMs = 365.25 * dayMs;

/** Digits of the mailed code that the attacker knows, so that takeovers are frequent enough to count. */
const knownDigits = 4;
/** How many of a million codes remain to guess from. */
export const remainingCodes = 10 ** (6 - knownDigits);

/** How the owner got in: with the code, with the mailed link, or as the answer said, on WorkOS's own page; null: not at all. */
type WayIn = "code" | "link" | "workos" | null;

/** What happened to one account. */
export type Account = {
  years: number;
  /** Guesses that were compared. */
  guesses: number;
  takeovers: number;
  ownerKnownDevice: WayIn[];
  ownerNewDevice: WayIn[];
};

/**
 * Attacks one account through the function's own handler for years of the clock that `setClock` sets, while its owner signs in
 * from a known device on working days and from a new one every other week.
 *
 * The attacker has any number of addresses and browsers, and makes every guess that the limits allow, as early as possible. They
 * also try when no guess is left, which must gain nothing.
 */
export async function attackAccount(
  issuer: AttackedIssuer,
  years: number,
  seed: number,
  setClock: (atMs: number) => void,
): Promise<Account> {
  const { openBrowser, ask, takeCompares, mailbox } = createAttackedFunction(issuer);
  const random = createSeededRandom(seed);
  const result: Account = { years, guesses: 0, takeovers: 0, ownerKnownDevice: [], ownerNewDevice: [] };

  /** Guesses at one challenge; resolves to whether there was a code to guess at. */
  const guess = async (): Promise<boolean> => {
    const browser = openBrowser();
    await takeCompares();
    const isAccepted = await ask(browser);
    const code = mailbox.newest?.oneTimeCode ?? null;
    if (!isAccepted || code === null) return false;
    const known = code.slice(0, knownDigits);
    const first = Math.floor(random() * remainingCodes);
    for (let index = 0; index < 5; index += 1) {
      const rest = (first + index) % remainingCodes;
      const guessed = known + String(rest).padStart(6 - knownDigits, "0");
      const response = await browser.post(verify, { code: guessed });
      if (response.status !== 200) continue;
      result.takeovers += 1;
      break;
    }
    result.guesses += await takeCompares();
    return true;
  };

  const signIn = async (browser: TestBrowser): Promise<WayIn> => {
    if (!(await ask(browser)) || mailbox.newest === null) return null;
    const { oneTimeCode, linkToken } = mailbox.newest;
    if (oneTimeCode === null)
      return (await browser.post(redeem, { token: linkToken })).status === 200 ? "link" : null;
    if (random() < 0.05) await browser.post(verify, { code: oneTimeCode === "000000" ? "000001" : "000000" });
    const response = await browser.post(verify, { code: oneTimeCode });
    if (response.status === 200) return "code";
    return parseProblem(await response.json())?.code === "continue_with_workos" ? "workos" : null;
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
      result.ownerKnownDevice.push(await signIn(ownDevice));
    }
    if (day % 14 === 3) {
      setClock(nowMs + 23 * hourMs);
      result.ownerNewDevice.push(await signIn(openBrowser()));
    }
  }
  return result;
}
