import type { EmailAddress } from "../../../contract/email-address.ts";
import { countUse, type FindLimit, findUsedUpWindow, giveBackUse } from "../../core/counters/limits.ts";
import { findGuessLimit, type RateLimitBucket } from "../../core/feature/known-devices.ts";
import { wrongGuessesInAll } from "./limits.ts";

/**
 * Counts wrong guesses of unknown devices for all accounts together. The core has counted each guess by address before, because
 * each new challenge gives an attacker five more guesses for the price of a mail.
 */
export type WrongGuesses = {
  /** Counts one guess atomically before it is compared; whether it may be compared. */
  begin: (bucket: RateLimitBucket) => Promise<boolean>;
  /** Call it when the guess was right. */
  giveBack: (bucket: RateLimitBucket) => Promise<void>;
  /** Whether guesses are used up, by address or in all, so that a mail to this address may contain only the link. */
  isUsedUp: (email: EmailAddress, bucket: RateLimitBucket) => Promise<boolean>;
};

/** Key of the count for all accounts together. */
const overallKey = "all";

export function createWrongGuesses(limit: FindLimit): WrongGuesses {
  const inAll = limit(wrongGuessesInAll);
  return {
    begin: async (bucket) => bucket.kind === "known" || (await countUse(inAll, overallKey)).kind === "within",
    giveBack: async (bucket) => {
      if (bucket.kind === "unknown") await giveBackUse(inAll, overallKey);
    },
    isUsedUp: async (email, bucket) =>
      (await findUsedUpWindow(...findGuessLimit(limit, email, bucket))) !== null ||
      (bucket.kind === "unknown" && (await findUsedUpWindow(inAll, overallKey)) !== null),
  };
}
