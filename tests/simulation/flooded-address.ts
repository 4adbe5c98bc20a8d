import { apiPaths } from "../../src/contract/api-paths.ts";
import { type AttackedIssuer, createAttackedFunction } from "./attacked-function.ts";
import { createSeededRandom } from "./seeded-random.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** The owner gives up after this many minutes. */
const patienceMinutes = 30;

/** What happened to one address. */
export type Flood = {
  /** Mails to the address on each day. */
  mailsADay: number[];
  /** Minutes from the owner's first send on a new device to the session; `Infinity` where the owner gave up. */
  waitsMinutes: number[];
};

/**
 * Floods one address with sends through the function's own handler for days (or a part of one) of the clock that `setClock` sets, while its owner
 * signs in on a new device again and again. There the owner asks once a minute and types the code of the newest mail, until one is right.
 *
 * The strangers have any number of client addresses. Every minute they send until no more mails come, so that the owner never
 * finds one left.
 */
export async function floodAddress(
  issuer: AttackedIssuer,
  days: number,
  seed: number,
  setClock: (atMs: number) => void,
): Promise<Flood> {
  const { openBrowser, ask, mailbox } = createAttackedFunction(issuer);
  const random = createSeededRandom(seed);
  const startMs = 1_900_000_000_000;
  const typed = new Set<string>();
  const result: Flood = { mailsADay: [], waitsMinutes: [] };

  const flood = async (): Promise<void> => {
    for (let without = 0; without < 2;) {
      const before = mailbox.count;
      await ask(openBrowser());
      without = mailbox.count === before ? without + 1 : 0;
    }
  };

  const dayMinutes = dayMs / minuteMs;
  for (let dayBegins = 0; dayBegins < days * dayMinutes; dayBegins += dayMinutes) {
    const mailsBefore = mailbox.count;
    const dayEnds = Math.min(dayBegins + dayMinutes, days * dayMinutes);
    let owner: { browser: ReturnType<typeof openBrowser>; sinceMinute: number } | null = null;
    for (let minute = dayBegins; minute < dayEnds; minute += 1) {
      setClock(startMs + minute * minuteMs);
      await flood();
      if (owner === null && random() < 1 / 20) owner = { browser: openBrowser(), sinceMinute: minute };
      if (owner === null) continue;
      setClock(startMs + (minute + random() * 0.9) * minuteMs);
      await ask(owner.browser);
      const code = mailbox.newest?.oneTimeCode ?? null;
      // A code that was refused or used before isn't typed again.
      const isNew = code !== null && !typed.has(code);
      if (isNew) typed.add(code);
      const isIn = isNew && (await owner.browser.post(apiPaths.verifyEmailCode, { code })).status === 200;
      const waitedMinutes = minute - owner.sinceMinute;
      if (!isIn && waitedMinutes < patienceMinutes) continue;
      result.waitsMinutes.push(isIn ? waitedMinutes : Infinity);
      owner = null;
    }
    result.mailsADay.push(mailbox.count - mailsBefore);
  }
  return result;
}
