import { type EmailAddress, emailAddressKey } from "../../contract/email-address.ts";
import type { Limit } from "../counters/limits.ts";

/** Which lane an address's guesses are counted in: that of one device where the address has signed in, or that of all others. */
export type Lane = { kind: "known"; deviceId: string } | { kind: "unknown" };

/** Counts wrong guesses by account, because a challenge of its own for each five guesses costs an attacker only a mail. */
export type WrongGuesses = {
  /**
   * Counts one guess before it is compared, atomically in all windows. Where one of them is used up the guess must not be compared, and is
   * not counted either: what wasn't compared told the guesser nothing.
   */
  begin: (email: EmailAddress, lane: Lane) => Promise<BegunGuess>;
  /** Whether a mail to this address may hold a code at all, or the link alone. */
  isUsedUp: (email: EmailAddress, lane: Lane) => Promise<boolean>;
};

export type BegunGuess =
  | { mayCompare: false }
  | {
      mayCompare: true;
      /** To be called when the guess was right, or was never compared. */
      giveBack: () => Promise<void>;
    };

/** Key of the count over all accounts. */
const overallKey = "all";

export function createWrongGuesses(limits: {
  wrongGuessesPerAccount: Limit;
  wrongGuessesPerDevice: Limit;
  wrongGuessesOverall: Limit;
}): WrongGuesses {
  const listCounts = (email: EmailAddress, lane: Lane): { limit: Limit; key: string }[] => {
    const key = emailAddressKey(email);
    switch (lane.kind) {
      case "known":
        return [{ limit: limits.wrongGuessesPerDevice, key: `${lane.deviceId} ${key}` }];
      case "unknown":
        return [
          { limit: limits.wrongGuessesPerAccount, key },
          { limit: limits.wrongGuessesOverall, key: overallKey },
        ];
      default:
        return lane satisfies never;
    }
  };

  return {
    begin: async (email, lane) => {
      const counted: { counter: Limit["windows"][number]["counter"]; key: string }[] = [];
      const giveBack = async (): Promise<void> => {
        await Promise.all(counted.splice(0).map(async ({ counter, key }) => await counter.giveBack(key)));
      };
      for (const { limit, key } of listCounts(email, lane)) {
        for (const { counter, maximum } of limit.windows) {
          const { count } = await counter.increment(key);
          counted.push({ counter, key });
          if (count <= maximum) continue;
          await giveBack();
          return { mayCompare: false };
        }
      }
      return { mayCompare: true, giveBack };
    },

    isUsedUp: async (email, lane) => {
      for (const { limit, key } of listCounts(email, lane)) {
        for (const { counter, maximum } of limit.windows) {
          if ((await counter.read(key)).count >= maximum) return true;
        }
      }
      return false;
    },
  };
}
