import type { VerifyEmailCodeRequest } from "../../../contract/email-code.ts";
import type { Counter } from "../../core/counters/counter-store.ts";
import { type Challenge, readLocalExpiryMs } from "../../core/feature/challenge.ts";
import type { RateLimitBucket } from "../../core/feature/known-devices.ts";
import { isEqualInConstantTime } from "../../core/sealing/keyed-hash.ts";
import type { ChallengeSecrets } from "./challenge-secrets.ts";
import { isLocalChallenge } from "./local-challenge-mark.ts";
import type { WrongGuesses } from "./wrong-guesses.ts";

export type LocalCheck =
  | { kind: "right" }
  /**
   * Also where nothing was compared because the account's guesses are used up: the answer must not tell the two apart.
   * `forgive` takes the guess out of the account's count; to be called when another issuer takes the code.
   */
  | { kind: "wrong"; wasCompared: boolean; forgive: () => Promise<void> };

function buildWrong(wasCompared: boolean): LocalCheck {
  return { kind: "wrong", wasCompared, forgive: () => Promise.resolve() };
}

/** Compares what was typed with what the local issuer mailed; the attempt has been counted before. */
export type CheckLocalCode = (
  challenge: Challenge,
  typed: VerifyEmailCodeRequest,
  bucket: RateLimitBucket,
) => Promise<LocalCheck>;

/**
 * Every guess at six digits is counted by account too, whether the address has an account or not, so that known and unknown
 * addresses run into the same counters in the same time. A pairing code is no guess that could succeed: it has 50 bits, and the
 * challenge's own attempts bound it.
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

  return async (challenge, typed, bucket) => {
    if (typed.kind === "pairing_code") {
      return (await isRight(challenge, typed)) ? { kind: "right" } : buildWrong(true);
    }
    const guess = await parts.wrongGuesses.begin(challenge.email, bucket);
    if (!guess.mayCompare) return buildWrong(false);
    if (!(await isRight(challenge, typed)))
      return { kind: "wrong", wasCompared: true, forgive: guess.giveBack };
    await guess.giveBack();
    return { kind: "right" };
  };
}
