import * as v from "valibot";

import { createRandomId } from "../counters/counter-store.ts";
import { emailAddressKey } from "../../../contract/email-address.ts";
import { lifetimes } from "../counters/limit-table.ts";
import type { Cookies } from "../http/cookies.ts";
import type { Sealer } from "../sealing/sealer.ts";
import { createSealedCookie, type SealedCookie, sealedEmailSchema } from "./sealed-cookie.ts";

const challengeSchema = v.object({
  /** 128 random bits; attempts and uses are counted under it. */
  challengeId: v.pipe(v.string(), v.minLength(1)),
  /** The store that they are counted in; in another one this challenge is worth nothing. */
  incarnation: v.string(),
  /** The key that was the newest when the challenge began: the local issuer derives its code from it. */
  keyId: v.string(),
  email: sealedEmailSchema,
  createdAtMs: v.number(),
  /** Ten minutes after the last mail was asked for: WorkOS's mails bring a new code each time. */
  expiresAtMs: v.number(),
  /** As the browser sent it; to be parsed as a return path again when it is used. */
  returnTo: v.nullable(v.string()),
  /** Of the invitation that the person came with, for WorkOS; null for every other sign-in. */
  invitationToken: v.optional(v.nullable(v.string()), null),
});

/**
 * What a browser holds after it has asked for a code. A code counts only together with it, so a code that is read out to an attacker
 * is of no use in the attacker's browser. Nothing in it depends on the account: it leaves before the account is looked up.
 */
export type Challenge = v.InferOutput<typeof challengeSchema>;

export function createChallengeCookie(parts: { sealer: Sealer; cookies: Cookies }): SealedCookie<Challenge> {
  return createSealedCookie(parts, {
    name: "portico-challenge",
    purpose: "email-code-challenge",
    version: 2,
    schema: challengeSchema,
  });
}

/** A code's lifetime, at WorkOS and at the local issuer. */
export const challengeLifetimeMs = lifetimes.oneTimeCodeSeconds * 1000;

/**
 * A resend keeps the challenge while its local code lives for at least this long; later it begins a new one, because a code that
 * ends while it is typed is of no use.
 */
const shortestResendLifetimeMs = 2 * 60_000;

export function buildChallenge(
  request: Pick<Challenge, "email" | "returnTo" | "invitationToken" | "incarnation" | "keyId">,
  nowMs: number,
): Challenge {
  return {
    challengeId: createRandomId(),
    ...request,
    createdAtMs: nowMs,
    expiresAtMs: nowMs + challengeLifetimeMs,
  };
}

/**
 * The challenge after a resend, or null when the browser has to begin a new one. The id stays, and with it the attempts that
 * were used: asking again must not buy guesses.
 */
export function resumeChallenge(
  earlier: Challenge,
  request: Pick<Challenge, "email" | "returnTo" | "invitationToken" | "incarnation">,
  nowMs: number,
): Challenge | null {
  const isSame =
    emailAddressKey(earlier.email) === emailAddressKey(request.email) &&
    earlier.incarnation === request.incarnation;
  if (!isSame || readLocalExpiryMs(earlier) - nowMs < shortestResendLifetimeMs) return null;
  const { email, returnTo, invitationToken } = request;
  return { ...earlier, email, expiresAtMs: nowMs + challengeLifetimeMs, returnTo, invitationToken };
}

/** When the local issuer's code and link of a challenge end; a resend brings the same ones and doesn't put that off. */
export function readLocalExpiryMs(challenge: Challenge): number {
  return challenge.createdAtMs + challengeLifetimeMs;
}
