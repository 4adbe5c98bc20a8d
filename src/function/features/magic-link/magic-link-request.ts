import { base64url } from "jose";
import * as v from "valibot";

import { type EmailAddress, emailAddressKey, parseEmailAddress } from "../../../contract/email-address.ts";
import { magicLinkLifetimes as lifetimes } from "./lifetimes.ts";
import type { Sealer } from "../../core/sealing/sealer.ts";

/**
 * What a browser holds, sealed, after it has asked for a Magic Link. WorkOS's answer counts only together with it, so that a link
 * that somebody else asked for signs nobody in here (login CSRF, RFC 9700 section 4.7).
 */
export type MagicLinkRequest = {
  /** 128 random bits that travel as `state`; attempts and uses are counted under them. */
  oauthState: string;
  /** The store that they are counted in; in another one this request is worth nothing. */
  incarnation: string;
  email: EmailAddress;
  expiresAtMs: number;
  /** As the browser sent it; to be parsed as a return path again when it is used. */
  returnTo: string | null;
};

/** From the last mail to the end of the code that its link may have redirected with. */
const requestLifetimeMs = (lifetimes.linkSeconds + lifetimes.authorizationCodeSeconds) * 1000;

/** Longer than the request lives, so that a link that comes too late is told from one of another browser. */
export const requestKeptForSeconds = 60 * 60;

const requestSchema = v.object({
  version: v.literal(1),
  oauthState: v.pipe(v.string(), v.minLength(1)),
  incarnation: v.string(),
  email: v.string(),
  expiresAtMs: v.number(),
  returnTo: v.nullable(v.string()),
});

type Asked = Pick<MagicLinkRequest, "email" | "returnTo" | "incarnation">;

export function buildMagicLinkRequest(asked: Asked, nowMs: number): MagicLinkRequest {
  return {
    oauthState: base64url.encode(crypto.getRandomValues(new Uint8Array(16))),
    ...asked,
    expiresAtMs: nowMs + requestLifetimeMs,
  };
}

/**
 * The request after a resend, or null when the browser has to begin a new one. The state stays, so that the link of each mail
 * works, whichever arrives.
 */
export function resumeMagicLinkRequest(
  earlier: MagicLinkRequest,
  asked: Asked,
  nowMs: number,
): MagicLinkRequest | null {
  const isSame =
    emailAddressKey(earlier.email) === emailAddressKey(asked.email) &&
    earlier.incarnation === asked.incarnation;
  return isSame && earlier.expiresAtMs > nowMs
    ? { ...earlier, ...asked, expiresAtMs: nowMs + requestLifetimeMs }
    : null;
}

export async function sealMagicLinkRequest(sealer: Sealer, request: MagicLinkRequest): Promise<string> {
  return await sealer.seal("magic-link-request", { version: 1, ...request });
}

/** The request in a cookie's value, expired ones included; null for anything that the function did not seal. */
export async function openMagicLinkRequest(sealer: Sealer, sealed: string): Promise<MagicLinkRequest | null> {
  const result = v.safeParse(requestSchema, await sealer.open("magic-link-request", sealed));
  if (!result.success) return null;
  const { version: _, email: sealedEmail, ...rest } = result.output;
  const email = parseEmailAddress(sealedEmail);
  return email === null ? null : { ...rest, email };
}
