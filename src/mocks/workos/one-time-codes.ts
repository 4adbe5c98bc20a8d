import { codedFailure, type WorkosFailure } from "./failures.ts";
import { createId } from "./identifiers.ts";

/** A code that was mailed: for Magic Auth, or to confirm an address. Times in milliseconds since the Unix epoch. */
export type MailedCode = {
  id: string;
  userId: string;
  email: string;
  oneTimeCode: string;
  createdAtMs: number;
  updatedAtMs: number;
  expiresAtMs: number;
};

export type OneTimeCodes = {
  /** A new code for the address; it replaces every earlier one. */
  create(userId: string, email: string): MailedCode;
  find(id: string): MailedCode | undefined;
  /** Uses the address's code up, or says why this one is refused. Every wrong guess counts against the newest code. */
  redeem(email: string, oneTimeCode: string): { ok: true; userId: string } | WorkosFailure;
  /** Lets the address's code run out now. */
  expire(email: string): void;
  clear(): void;
};

const lifetimeMs = 10 * 60 * 1000;
const wrongGuessesAllowed = 10;

type Issued = MailedCode & { wrongGuesses: number; isUsed: boolean };

/** @param idPrefix kind of the codes, in their ids: `magic_auth_01K…` */
export function createOneTimeCodes(
  idPrefix: "magic_auth" | "email_verification",
  now: () => number,
): OneTimeCodes {
  const newestByEmail = new Map<string, Issued>();
  const byId = new Map<string, Issued>();
  return {
    create(userId, email) {
      const nowMs = now();
      const issued: Issued = {
        id: createId(idPrefix),
        userId,
        email,
        oneTimeCode: createOneTimeCode(newestByEmail.get(email.toLowerCase())?.oneTimeCode),
        createdAtMs: nowMs,
        updatedAtMs: nowMs,
        expiresAtMs: nowMs + lifetimeMs,
        wrongGuesses: 0,
        isUsed: false,
      };
      newestByEmail.set(email.toLowerCase(), issued);
      byId.set(issued.id, issued);
      return issued;
    },
    find: (id) => byId.get(id),
    redeem(email, oneTimeCode) {
      const issued = newestByEmail.get(email.toLowerCase());
      if (issued === undefined) {
        return codedFailure(400, "invalid_one_time_code", "The code is not the one that was sent.");
      }
      if (issued.wrongGuesses >= wrongGuessesAllowed) {
        return codedFailure(400, "one_time_code_too_many_attempts", "Too many attempts with this code.");
      }
      if (issued.oneTimeCode !== oneTimeCode) {
        issued.wrongGuesses += 1;
        return codedFailure(400, "invalid_one_time_code", "The code is not the one that was sent.");
      }
      if (issued.isUsed) {
        return codedFailure(400, "one_time_code_previously_used", "The code has been used before.");
      }
      if (issued.expiresAtMs <= now()) {
        return codedFailure(400, "one_time_code_expired", "The code has expired.");
      }
      issued.isUsed = true;
      return { ok: true, userId: issued.userId };
    },
    expire(email) {
      const issued = newestByEmail.get(email.toLowerCase());
      if (issued !== undefined) issued.expiresAtMs = now();
    },
    clear() {
      newestByEmail.clear();
      byId.clear();
    },
  };
}

/** Six random digits, each of the million equally likely, but not those of the code it replaces. */
function createOneTimeCode(previous: string | undefined): string {
  const limit = Math.floor(2 ** 32 / 1_000_000) * 1_000_000;
  for (;;) {
    const [random = limit] = crypto.getRandomValues(new Uint32Array(1));
    const oneTimeCode = String(random % 1_000_000).padStart(6, "0");
    if (random < limit && oneTimeCode !== previous) return oneTimeCode;
  }
}
