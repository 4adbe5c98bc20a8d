import * as v from "valibot";

import { createRandomId } from "../counters/counter-store.ts";
import { emailAddressKey } from "../../../contract/email-address.ts";
import { lifetimes, limitTable } from "../counters/limit-table.ts";
import type { Cookies } from "../http/cookies.ts";
import type { Sealer } from "../sealing/sealer.ts";
import { createSealedCookie, type SealedCookie, sealedEmailSchema } from "./sealed-cookie.ts";

const challengeSchema = v.object({
  /** 128 random bits; the counter key of attempts and uses. */
  challengeId: v.pipe(v.string(), v.minLength(1)),
  /** The id of the store that counts them; the challenge is invalid under any other store id. */
  incarnation: v.string(),
  /** The key that was newest when the challenge began; the local issuer derives its code from it. */
  keyId: v.string(),
  email: sealedEmailSchema,
  createdAtMs: v.number(),
  /** Ten minutes after the last mail was requested: each WorkOS mail has a new code. */
  expiresAtMs: v.number(),
  /** When the period began whose mail it shares with the address's other challenges; null for a mail of its own. */
  sharedSinceMs: v.optional(v.nullable(v.number()), null),
  /** As the browser sent it; parsed again as a return path before use. */
  returnTo: v.nullable(v.string()),
  /** The token of the invitation being accepted, for WorkOS; null for every other sign-in. */
  invitationToken: v.optional(v.nullable(v.string()), null),
});

/**
 * What a browser keeps after requesting a code. A code is valid only together with it, so a code that a victim reads out to
 * an attacker (phishing) is useless in the attacker's browser. Nothing in it depends on the account, which is looked up later.
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

/** How long the address's challenges share a mail; see `sharedSinceMs`. */
const sharedPeriodMs = limitTable.sharedMailsPerAddress.quotas[0].windowSeconds * 1000;

/**
 * A resend keeps the challenge, and a challenge shares a mail, while the local code has at least this long to live (two minutes),
 * because a code that expires while it is being typed is useless.
 */
const shortestLifetimeMs = challengeLifetimeMs - sharedPeriodMs;

type ChallengeRequest = Pick<
  Challenge,
  "email" | "returnTo" | "invitationToken" | "sharedSinceMs" | "incarnation"
>;

export function buildChallenge(
  request: ChallengeRequest & Pick<Challenge, "keyId">,
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
 * The challenge after a resend, or null when a new one must begin. It keeps its id, and so its used attempts: a resend must
 * not give an attacker more guesses.
 */
export function resumeChallenge(
  earlier: Challenge,
  request: ChallengeRequest,
  nowMs: number,
): Challenge | null {
  const isSame =
    emailAddressKey(earlier.email) === emailAddressKey(request.email) &&
    earlier.incarnation === request.incarnation &&
    earlier.invitationToken === request.invitationToken;
  // Another mail of a shared code would begin the count of its sessions anew, and there is a mail of the browser's own now.
  if (earlier.sharedSinceMs !== null && earlier.sharedSinceMs !== request.sharedSinceMs) return null;
  if (!isSame || readLocalExpiryMs(earlier) - nowMs < shortestLifetimeMs) return null;
  const { email, returnTo } = request;
  return { ...earlier, email, expiresAtMs: nowMs + challengeLifetimeMs, returnTo };
}

/** When a challenge's local code and link expire; a resend mails the same ones and doesn't extend them. */
export function readLocalExpiryMs(challenge: Challenge): number {
  return (challenge.sharedSinceMs ?? challenge.createdAtMs) + challengeLifetimeMs;
}

export function readSharedSinceMs(nowMs: number): number {
  return nowMs - (nowMs % sharedPeriodMs);
}
