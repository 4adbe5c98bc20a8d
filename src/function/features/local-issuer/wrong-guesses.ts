import type { EmailAddress } from "../../../contract/email-address.ts";
import { countUse, type FindLimit, findUsedUpWindow, giveBackUse } from "../../core/counters/limits.ts";
import { findGuessLimit } from "../../core/feature/known-devices.ts";
import { wrongGuessesInAll } from "./limits.ts";

/**
 * Counts wrong guesses of unknown devices for all accounts together. The core has counted each guess by address before, because
 * each new challenge gives an attacker five more guesses for the price of a mail.
 */
export type WrongGuesses = {
  /** Counts one guess atomically before it is compared; whether it may be compared. */
  begin: (deviceId: string | null) => Promise<boolean>;
  /** Call it when the guess was right. */
  giveBack: (deviceId: string | null) => Promise<void>;
  /** Whether guesses are used up, by address or in all, so that a mail to this address may contain only the link. */
  isUsedUp: (email: EmailAddress, deviceId: string | null) => Promise<boolean>;
};

/** Key of the count for all accounts together. */
const overallKey = "all";

export function createWrongGuesses(limit: FindLimit): WrongGuesses {
  const inAll = limit(wrongGuessesInAll);
  return {
    begin: async (deviceId) => deviceId !== null || (await countUse(inAll, overallKey)).kind === "within",
    giveBack: async (deviceId) => {
      if (deviceId === null) await giveBackUse(inAll, overallKey);
    },
    isUsedUp: async (email, deviceId) =>
      (await findUsedUpWindow(...findGuessLimit(limit, email, deviceId))) !== null ||
      (deviceId === null && (await findUsedUpWindow(inAll, overallKey)) !== null),
  };
}
