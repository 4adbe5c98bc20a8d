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
  /** 128 random bits, sent as `state`; the counter key of attempts and uses. */
  oauthState: v.pipe(v.string(), v.minLength(1)),
  /** The id of the store that counts them; the request is invalid under any other store id. */
  incarnation: v.string(),
  email: sealedEmailSchema,
  createdAtMs: v.number(),
  expiresAtMs: v.number(),
  /** As the browser sent it; parsed again as a return path before use. */
  returnTo: v.nullable(v.string()),
});

/**
 * What a browser keeps after requesting a Magic Link. WorkOS's redirect is valid only together with it, so that a link requested by
 * an attacker doesn't sign a victim in to the attacker's account (login CSRF, RFC 9700 section 4.7).
 */
export type MagicLinkRequest = v.InferOutput<typeof requestSchema>;

export function createMagicLinkCookie(
  core: Pick<Core, "sealer" | "cookies">,
): SealedCookie<MagicLinkRequest> {
  return createSealedCookie(core, {
    name: "portico-magic-link",
    purpose: "magic-link-request",
    version: 2,
    schema: requestSchema,
  });
}

/** From the last mail to the expiry of the authorization code of its link. */
const requestLifetimeMs =
  (magicLinkLifetimes.linkSeconds + magicLinkLifetimes.authorizationCodeSeconds) * 1000;

/** Longer than the request's lifetime, so that a late link can be distinguished from one of another browser. */
export const requestKeptForSeconds = 60 * 60;

/** Attempts and uses are counted for an hour from the first send. */
const countedForMs = 60 * 60_000;

type Asked = Pick<MagicLinkRequest, "email" | "returnTo" | "incarnation">;

export function buildMagicLinkRequest(asked: Asked, nowMs: number): MagicLinkRequest {
  return {
    oauthState: createRandomId(),
    ...asked,
    createdAtMs: nowMs,
    expiresAtMs: nowMs + requestLifetimeMs,
  };
}

/**
 * The request after a resend, or null when a new one must begin. It keeps its state, so that the link of every mail works.
 */
export function resumeMagicLinkRequest(
  earlier: MagicLinkRequest,
  asked: Asked,
  nowMs: number,
): MagicLinkRequest | null {
  const isSame =
    emailAddressKey(earlier.email) === emailAddressKey(asked.email) &&
    earlier.incarnation === asked.incarnation;
  const outlivesItsCounts = nowMs + requestLifetimeMs > earlier.createdAtMs + countedForMs;
  return isSame && earlier.expiresAtMs > nowMs && !outlivesItsCounts
    ? { ...earlier, ...asked, expiresAtMs: nowMs + requestLifetimeMs }
    : null;
}
