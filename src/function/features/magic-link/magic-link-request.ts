import * as v from "valibot";

import { createRandomId } from "../../core/counters/counter-store.ts";
import { emailAddressKey } from "../../../contract/email-address.ts";
import type { Core } from "../../core/feature/core.ts";
import {
  createSealedCookie,
  type SealedCookie,
  sealedEmailSchema,
} from "../../core/feature/sealed-cookie.ts";
import { magicLinkLifetimes } from "./lifetimes.ts";

const requestSchema = v.object({
  /** 128 random bits that travel as `state`; attempts and uses are counted under them. */
  oauthState: v.pipe(v.string(), v.minLength(1)),
  /** The store that they are counted in; in another one this request is worth nothing. */
  incarnation: v.string(),
  email: sealedEmailSchema,
  expiresAtMs: v.number(),
  /** As the browser sent it; to be parsed as a return path again when it is used. */
  returnTo: v.nullable(v.string()),
});

/**
 * What a browser holds after it has asked for a Magic Link. WorkOS's answer counts only together with it, so that a link that an attacker
 * asked for signs no one in here (login CSRF, RFC 9700 section 4.7).
 */
export type MagicLinkRequest = v.InferOutput<typeof requestSchema>;

export function createMagicLinkCookie(
  core: Pick<Core, "sealer" | "cookies">,
): SealedCookie<MagicLinkRequest> {
  return createSealedCookie(core, {
    name: "portico-magic-link",
    purpose: "magic-link-request",
    version: 1,
    schema: requestSchema,
  });
}

/** From the last mail to the end of the code that its link may have redirected with. */
const requestLifetimeMs =
  (magicLinkLifetimes.linkSeconds + magicLinkLifetimes.authorizationCodeSeconds) * 1000;

/** Longer than the request lives, so that a link that comes too late is told from one of another browser. */
export const requestKeptForSeconds = 60 * 60;

type Asked = Pick<MagicLinkRequest, "email" | "returnTo" | "incarnation">;

export function buildMagicLinkRequest(asked: Asked, nowMs: number): MagicLinkRequest {
  return {
    oauthState: createRandomId(),
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
