import { base64url } from "jose";
import * as v from "valibot";

import { type EmailAddress, emailAddressKey, parseEmailAddress } from "../../contract/email-address.ts";
import { lifetimes } from "../counters/limit-table.ts";
import type { Sealer } from "../sealing/sealer.ts";

/**
 * What a browser holds, sealed, after it has asked for a code. A code counts only together with it, so a code that is read out
 * to an attacker is of no use in his browser.
 */
export type Challenge = {
  /** 128 random bits; attempts and uses are counted under it. */
  challengeId: string;
  email: EmailAddress;
  createdAtMs: number;
  expiresAtMs: number;
  /** As the browser sent it; to be parsed as a return path again when it is used. */
  returnTo: string | null;
};

/** A code's lifetime at WorkOS. */
export const challengeLifetimeMs = lifetimes.oneTimeCodeSeconds * 1000;

/** After this a resend begins a new challenge: with its last lifetime it then stays within the hour that counts are kept. */
const longestResendMs = 45 * 60_000;

const challengeSchema = v.object({
  version: v.literal(1),
  challengeId: v.pipe(v.string(), v.minLength(1)),
  email: v.string(),
  createdAtMs: v.number(),
  expiresAtMs: v.number(),
  returnTo: v.nullable(v.string()),
});

export function buildChallenge(email: EmailAddress, returnTo: string | null, nowMs: number): Challenge {
  const challengeId = base64url.encode(crypto.getRandomValues(new Uint8Array(16)));
  return { challengeId, email, createdAtMs: nowMs, expiresAtMs: nowMs + challengeLifetimeMs, returnTo };
}

/**
 * The challenge after a resend, or null when the browser has to begin a new one. The id stays, and with it the attempts that
 * were used: asking again must not buy guesses.
 */
export function resumeChallenge(
  earlier: Challenge,
  email: EmailAddress,
  returnTo: string | null,
  nowMs: number,
): Challenge | null {
  const isSameAddress = emailAddressKey(earlier.email) === emailAddressKey(email);
  const isResumable = earlier.expiresAtMs > nowMs && earlier.createdAtMs + longestResendMs > nowMs;
  if (!isSameAddress || !isResumable) return null;
  return { ...earlier, email, expiresAtMs: nowMs + challengeLifetimeMs, returnTo };
}

export async function sealChallenge(sealer: Sealer, challenge: Challenge): Promise<string> {
  return await sealer.seal("email-code-challenge", { version: 1, ...challenge });
}

/** The challenge in a cookie's value, expired ones included; null for anything that the function did not seal. */
export async function openChallenge(sealer: Sealer, sealed: string): Promise<Challenge | null> {
  const result = v.safeParse(challengeSchema, await sealer.open("email-code-challenge", sealed));
  if (!result.success) return null;
  const { challengeId, createdAtMs, expiresAtMs, returnTo } = result.output;
  const email = parseEmailAddress(result.output.email);
  return email === null ? null : { challengeId, email, createdAtMs, expiresAtMs, returnTo };
}
