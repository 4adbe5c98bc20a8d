import { type EmailAddress, emailAddressKey } from "../../../contract/email-address.ts";
import { type Limit, countUse, findUsedUpWindow, giveBackUse } from "../../core/counters/limits.ts";
import type { RateLimitBucket } from "../../core/feature/known-devices.ts";
import type { guessLimits } from "./limits.ts";

/** Counts wrong guesses per account, because each new challenge gives an attacker five more guesses for the price of a mail. */
export type WrongGuesses = {
  /**
   * Counts one guess atomically before it is compared. When a window is used up, the guess must not be compared, and doesn't count
   * in the longer windows: it gives the attacker no information, and must not use up the owner's month (account lockout).
   */
  begin: (email: EmailAddress, bucket: RateLimitBucket) => Promise<BegunGuess>;
  /** Whether guesses are used up, so that a mail to this address may contain only the link. */
  isUsedUp: (email: EmailAddress, bucket: RateLimitBucket) => Promise<boolean>;
};

export type BegunGuess =
  | { mayCompare: false }
  | {
      mayCompare: true;
      /** Call it when the guess was right or was never compared. */
      giveBack: () => Promise<void>;
    };

/** Key of the count for all accounts together. */
const overallKey = "all";

export function createWrongGuesses(limits: Record<keyof typeof guessLimits, Limit>): WrongGuesses {
  const listCounts = (email: EmailAddress, bucket: RateLimitBucket): { limit: Limit; key: string }[] => {
    const key = emailAddressKey(email);
    switch (bucket.kind) {
      case "known":
        return [{ limit: limits.perKnownDevice, key: `${bucket.deviceId} ${key}` }];
      case "unknown":
        return [
          { limit: limits.perAccount, key },
          { limit: limits.inAll, key: overallKey },
        ];
      default:
        return bucket satisfies never;
    }
  };

  return {
    begin: async (email, bucket) => {
      const counted: { limit: Limit; key: string }[] = [];
      const giveBack = async (): Promise<void> => {
        await Promise.all(counted.splice(0).map(async ({ limit, key }) => await giveBackUse(limit, key)));
      };
      for (const { limit, key } of listCounts(email, bucket)) {
        if ((await countUse(limit, key)).kind === "exceeded") {
          await giveBack();
          return { mayCompare: false };
        }
        counted.push({ limit, key });
      }
      return { mayCompare: true, giveBack };
    },

    isUsedUp: async (email, bucket) => {
      for (const { limit, key } of listCounts(email, bucket)) {
        if ((await findUsedUpWindow(limit, key)) !== null) return true;
      }
      return false;
    },
  };
}
