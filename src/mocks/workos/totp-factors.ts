import { Secret, TOTP } from "otpauth";

import { codedFailure, messageFailure, type WorkosFailure } from "./failures.ts";
import { createId } from "./identifiers.ts";

/** What an authenticator app is set up with (RFC 6238). */
export type TotpSetUp = {
  /** Base 32, as it is typed into an app. */
  secret: string;
  /** `otpauth:` address, as a QR code holds it. */
  uri: string;
};

type Owner = { id: string; email: string };

/** The call for a code of one factor; it is answered once. */
export type TotpChallenge = { id: string; factorId: string; createdAtMs: number };

/** The mock's TOTP factors. Secrets follow from the user's id, so that an app that was set up outlives a restart. */
export type TotpFactors = {
  of(owner: Owner): TotpSetUp;
  /** The code that the app shows at this moment. */
  readCode(owner: Owner): string;
  challenge(factorId: string): TotpChallenge;
  /**
   * Whether the code answers the challenge; a code that was right once is refused afterwards (RFC 6238, section 5.2).
   * @param factorIds the owner's factors; a challenge of another one is refused
   */
  verify(
    challengeId: string,
    owner: Owner,
    factorIds: readonly string[],
    code: string,
  ): { ok: true } | WorkosFailure;
  clear(): void;
};

const wrongGuessesAllowed = 10;

type Issued = TotpChallenge & { wrongGuesses: number; isVerified: boolean };

export function createTotpFactors(now: () => number): TotpFactors {
  const challenges = new Map<string, Issued>();
  const usedCounters = new Map<string, number>();

  return {
    of(owner) {
      const totp = buildTotp(owner);
      return { secret: totp.secret.base32, uri: totp.toString() };
    },
    readCode: (owner) => buildTotp(owner).generate({ timestamp: now() }),
    challenge(factorId) {
      const issued: Issued = {
        id: createId("auth_challenge"),
        factorId,
        createdAtMs: now(),
        wrongGuesses: 0,
        isVerified: false,
      };
      challenges.set(issued.id, issued);
      return issued;
    },
    verify(challengeId, owner, factorIds, code) {
      const challenge = challenges.get(challengeId);
      if (challenge === undefined) {
        return messageFailure(404, `Authentication challenge not found: '${challengeId}'.`);
      }
      if (!factorIds.includes(challenge.factorId)) {
        return codedFailure(400, "user_mismatch", "The challenge belongs to somebody else.");
      }
      if (challenge.isVerified) {
        return codedFailure(
          422,
          "authentication_challenge_previously_verified",
          "The challenge was answered.",
        );
      }
      if (challenge.wrongGuesses >= wrongGuessesAllowed) {
        return codedFailure(400, "one_time_code_too_many_attempts", "Too many attempts with this challenge.");
      }
      const nowMs = now();
      const totp = buildTotp(owner);
      const delta = totp.validate({ token: code, timestamp: nowMs, window: 1 });
      if (delta === null) {
        challenge.wrongGuesses += 1;
        return codedFailure(400, "invalid_one_time_code", "The code is not the one that the app shows.");
      }
      const counter = totp.counter({ timestamp: nowMs }) + delta;
      if (counter <= (usedCounters.get(owner.id) ?? -1)) {
        return codedFailure(400, "one_time_code_previously_used", "The code has been used before.");
      }
      usedCounters.set(owner.id, counter);
      challenge.isVerified = true;
      return { ok: true };
    },
    clear() {
      challenges.clear();
      usedCounters.clear();
    },
  };
}

function buildTotp(owner: Owner): TOTP {
  return new TOTP({
    issuer: "Portico (mock)",
    label: owner.email,
    secret: Secret.fromUTF8(owner.id.slice(-20)),
  });
}
