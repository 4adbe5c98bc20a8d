import type { VerifyEmailCodeRequest } from "../../../contract/email-code.ts";
import type { Counter } from "../../core/counters/counter-store.ts";
import { type Challenge, readLocalExpiryMs } from "../../core/feature/challenge.ts";
import { isEqualInConstantTime } from "../../../contract/equal-in-constant-time.ts";
import type { ChallengeSecrets } from "./challenge-secrets.ts";
import { isLocalChallenge } from "./local-challenge-mark.ts";
import type { WrongGuesses } from "./wrong-guesses.ts";

export type LocalCheck =
  | { kind: "right" }
  /**
   * Also when nothing was compared because all guesses are used up: the answer must not reveal the difference.
   * `forgive` takes the guess out of that count; call it when another issuer accepts the code.
   */
  | { kind: "wrong"; wasCompared: boolean; forgive?: () => Promise<void> };

/** Compares what was typed with what the local issuer mailed; the attempt has already been counted. */
export type CheckLocalCode = (
  challenge: Challenge,
  typed: VerifyEmailCodeRequest,
  deviceId: string | null,
) => Promise<LocalCheck>;

/**
 * Every guess at six digits is also counted in all, with or without an account, so that known and unknown addresses use the
 * same counters in the same time (account enumeration). Pairing codes aren't: they have 50 bits, and the challenge limits attempts.
 */
export function createLocalCheck(parts: {
  secrets: ChallengeSecrets;
  wrongGuesses: WrongGuesses;
  challengeMarks: Counter;
  now: () => number;
}): CheckLocalCode {
  const isRight = async (challenge: Challenge, typed: VerifyEmailCodeRequest): Promise<boolean> => {
    const isMailed = await isLocalChallenge(parts.challengeMarks, challenge.challengeId);
    const expected =
      typed.kind === "one_time_code"
        ? [await parts.secrets.deriveOneTimeCode(challenge)]
        : await parts.secrets.listPairingCodes(challenge.challengeId);
    const given = typed.kind === "one_time_code" ? typed.oneTimeCode : typed.pairingCode;
    const matches = expected.filter((code) => code !== null && isEqualInConstantTime(code, given));
    return matches.length > 0 && isMailed && readLocalExpiryMs(challenge) > parts.now();
  };

  return async (challenge, typed, deviceId) => {
    if (typed.kind === "pairing_code") {
      return (await isRight(challenge, typed)) ? { kind: "right" } : { kind: "wrong", wasCompared: true };
    }
    if (!(await parts.wrongGuesses.begin(deviceId))) return { kind: "wrong", wasCompared: false };
    const giveBack = async (): Promise<void> => await parts.wrongGuesses.giveBack(deviceId);
    if (!(await isRight(challenge, typed))) return { kind: "wrong", wasCompared: true, forgive: giveBack };
    await giveBack();
    return { kind: "right" };
  };
}
