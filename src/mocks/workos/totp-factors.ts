import { Secret, TOTP } from "otpauth";

import { codedFailure, messageFailure, type WorkosFailure } from "./failures.ts";
import { createId } from "./identifiers.ts";

/** An authenticator app's factor (RFC 6238). */
export type TotpFactor = {
  id: string;
  userId: string;
  /** Base 32, as it is typed into an app. */
  secret: string;
  /** `otpauth:` address, as a QR code holds it. */
  uri: string;
};

/** The call for a code of one factor; it is answered once. */
export type TotpChallenge = { id: string; factorId: string; createdAtMs: number };

/** The mock's TOTP factors. Ids and secrets follow from the user's id, so that an app that was set up outlives a restart. */
export type TotpFactors = {
  of(user: { id: string; email: string }): TotpFactor;
  /** The code that the app shows at this moment. */
  readCode(user: { id: string; email: string }): string;
  challenge(factorId: string): TotpChallenge;
  /** Whether the code answers the challenge; a code that was right once is refused afterwards (RFC 6238, section 5.2). */
  verify(
    challengeId: string,
    user: { id: string; email: string },
    code: string,
  ): { ok: true } | WorkosFailure;
  clear(): void;
};

const factorPrefix = "auth_factor_";
const wrongGuessesAllowed = 10;

type Issued = TotpChallenge & { wrongGuesses: number; isVerified: boolean };

/** Whether an id is one that a factor could have. */
export function readFactorOwnerId(factorId: string): string | null {
  return factorId.startsWith(factorPrefix) ? `user_${factorId.slice(factorPrefix.length)}` : null;
}

export function createTotpFactors(now: () => number): TotpFactors {
  const challenges = new Map<string, Issued>();
  const usedCounters = new Map<string, number>();

  return {
    of: (user) => buildFactor(user).factor,
    readCode: (user) => buildFactor(user).totp.generate({ timestamp: now() }),
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
    verify(challengeId, user, code) {
      const challenge = challenges.get(challengeId);
      const { factor, totp } = buildFactor(user);
      if (challenge === undefined) {
        return messageFailure(404, `Authentication challenge not found: '${challengeId}'.`);
      }
      if (challenge.factorId !== factor.id) {
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
      const delta = totp.validate({ token: code, timestamp: nowMs, window: 1 });
      if (delta === null) {
        challenge.wrongGuesses += 1;
        return codedFailure(400, "invalid_one_time_code", "The code is not the one that the app shows.");
      }
      const counter = totp.counter({ timestamp: nowMs }) + delta;
      if (counter <= (usedCounters.get(factor.id) ?? -1)) {
        return codedFailure(400, "one_time_code_previously_used", "The code has been used before.");
      }
      usedCounters.set(factor.id, counter);
      challenge.isVerified = true;
      return { ok: true };
    },
    clear() {
      challenges.clear();
      usedCounters.clear();
    },
  };
}

function buildFactor(user: { id: string; email: string }): { factor: TotpFactor; totp: TOTP } {
  const suffix = user.id.slice("user_".length);
  const totp = new TOTP({
    issuer: "Portico (mock)",
    label: user.email,
    secret: Secret.fromUTF8(suffix.slice(-20)),
  });
  const factor = {
    id: `${factorPrefix}${suffix}`,
    userId: user.id,
    secret: totp.secret.base32,
    uri: totp.toString(),
  };
  return { factor, totp };
}
