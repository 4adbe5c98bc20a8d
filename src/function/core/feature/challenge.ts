import { base64url } from "jose";
import * as v from "valibot";

import { type EmailAddress, emailAddressKey, parseEmailAddress } from "../../../contract/email-address.ts";
import { lifetimes } from "../counters/limit-table.ts";
import type { Sealer } from "../sealing/sealer.ts";

/**
 * What a browser holds, sealed, after it has asked for a code. A code counts only together with it, so a code that is read out
 * to an attacker is of no use in his browser. Nothing in it depends on the account: it leaves before anybody has looked that up.
 */
export type Challenge = {
  /** 128 random bits; attempts and uses are counted under it. */
  challengeId: string;
  /** The store that they are counted in; in another one this challenge is worth nothing. */
  incarnation: string;
  /** The key that was the newest when the challenge began: the local issuer derives its code from it. */
  keyId: string;
  email: EmailAddress;
  createdAtMs: number;
  /** Ten minutes after the last mail was asked for: WorkOS's mails bring a new code each time. */
  expiresAtMs: number;
  /** As the browser sent it; to be parsed as a return path again when it is used. */
  returnTo: string | null;
  /** Of the invitation that the person came with, for WorkOS; null for everybody else. */
  invitationToken: string | null;
};

/** A code's lifetime, at WorkOS and at the local issuer. */
export const challengeLifetimeMs = lifetimes.oneTimeCodeSeconds * 1000;

/**
 * A resend keeps the challenge while its local code lives for at least this long; later it begins a new one, because a code that
 * ends while it is typed helps nobody.
 */
const shortestResendLifetimeMs = 2 * 60_000;

const challengeSchema = v.object({
  version: v.literal(2),
  challengeId: v.pipe(v.string(), v.minLength(1)),
  incarnation: v.string(),
  keyId: v.string(),
  email: v.string(),
  createdAtMs: v.number(),
  expiresAtMs: v.number(),
  returnTo: v.nullable(v.string()),
  // Challenges that were sealed before there were invitations have none.
  invitationToken: v.optional(v.nullable(v.string()), null),
});

export function buildChallenge(
  request: Pick<Challenge, "email" | "returnTo" | "invitationToken" | "incarnation" | "keyId">,
  nowMs: number,
): Challenge {
  return {
    challengeId: base64url.encode(crypto.getRandomValues(new Uint8Array(16))),
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

export async function sealChallenge(sealer: Sealer, challenge: Challenge): Promise<string> {
  return await sealer.seal("email-code-challenge", { version: 2, ...challenge });
}

/** The challenge in a cookie's value, expired ones included; null for anything that the function did not seal. */
export async function openChallenge(sealer: Sealer, sealed: string): Promise<Challenge | null> {
  const result = v.safeParse(challengeSchema, await sealer.open("email-code-challenge", sealed));
  if (!result.success) return null;
  const { version: _, email: sealedEmail, ...rest } = result.output;
  const email = parseEmailAddress(sealedEmail);
  return email === null ? null : { ...rest, email };
}
