import * as v from "valibot";

import { type EmailAddress, parseEmailAddress } from "./email-address.ts";
import { invitationTokenSchema } from "./invitations.ts";
import { type PairingCode, parsePairingCode } from "./pairing-code.ts";
import { longestReturnTo } from "./return-to.ts";

/** Digits of a one-time code; WorkOS's Magic Auth and the local issuer agree on it. */
export const oneTimeCodeLength = 6;

/** Seconds the page waits before it offers to send another code; keeps people clear of WorkOS's 3 mails a minute. */
export const resendAfterSeconds = 30;

/** A string of exactly six ASCII digits. */
export type OneTimeCode = string & { readonly __brand: "OneTimeCode" };

/**
 * The digits of what was typed or pasted, at most six: spaces and dashes are dropped, full-width digits folded, and of a whole
 * pasted sentence only a lone six-digit group is taken.
 */
export function readOneTimeCodeInput(input: string): string {
  const folded = input.normalize("NFKC");
  const lone = folded.match(/(?<![0-9])[0-9]{3}[\s-]?[0-9]{3}(?![0-9])/gu);
  const source = lone?.length === 1 ? lone[0] : folded;
  return source.replace(/[^0-9]/g, "").slice(0, oneTimeCodeLength);
}

/** The complete code, or null while digits are missing or anything but digits is left. */
export function parseOneTimeCode(input: unknown): OneTimeCode | null {
  if (typeof input !== "string" || input.length > 64) return null;
  const digits = input.normalize("NFKC").replace(/[\s-]/g, "");
  return isOneTimeCode(digits) ? digits : null;
}

function isOneTimeCode(digits: string): digits is OneTimeCode {
  return /^[0-9]{6}$/.test(digits);
}

/** Body of `POST /api/email-code/send`, before the address is looked at. */
export const sendEmailCodeRequestSchema = v.strictObject({
  email: v.pipe(v.string(), v.maxLength(1024)),
  returnTo: v.optional(v.pipe(v.string(), v.maxLength(longestReturnTo))),
  /** Of the invitation that the person came with: an address without an account signs up by it. */
  invitationToken: v.optional(invitationTokenSchema),
});

export type SendEmailCodeRequest = {
  email: EmailAddress;
  returnTo: string | null;
  invitationToken: string | null;
};

/** Body of `POST /api/email-code/send`, or which part of it is wrong. */
export function parseSendEmailCodeRequest(
  body: unknown,
):
  | { ok: true; value: SendEmailCodeRequest }
  | { ok: false; failureCode: "invalid_request" | "invalid_email" } {
  const result = v.safeParse(sendEmailCodeRequestSchema, body);
  if (!result.success) return { ok: false, failureCode: "invalid_request" };
  const email = parseEmailAddress(result.output.email);
  if (email === null) return { ok: false, failureCode: "invalid_email" };
  const { returnTo = null, invitationToken = null } = result.output;
  return { ok: true, value: { email, returnTo, invitationToken } };
}

/** Answer of `POST /api/email-code/send`. */
export const sendEmailCodeAnswerSchema = v.object({
  expiresInSeconds: v.number(),
  resendAfterSeconds: v.number(),
  /** Whether mails of this deployment may hold a link too; says nothing of the one address. */
  mayHoldLink: v.optional(v.boolean(), false),
});

/** Answer to an accepted send: the same for every address. */
export type SendEmailCodeAnswer = v.InferOutput<typeof sendEmailCodeAnswerSchema>;

export function parseSendEmailCodeAnswer(body: unknown): SendEmailCodeAnswer | null {
  const result = v.safeParse(sendEmailCodeAnswerSchema, body);
  return result.success ? result.output : null;
}

/** Body of `POST /api/email-code/verify`, before the code is looked at. */
export const verifyEmailCodeRequestSchema = v.strictObject({ code: v.pipe(v.string(), v.maxLength(64)) });

/** What somebody typed into the tab that waits: the mailed digits, or what a mailed link showed in another browser. */
export type VerifyEmailCodeRequest =
  | { kind: "one_time_code"; oneTimeCode: OneTimeCode }
  | { kind: "pairing_code"; pairingCode: PairingCode };

/** Body of `POST /api/email-code/verify`, or null when it is not exactly one of the two codes. */
export function parseVerifyEmailCodeRequest(body: unknown): VerifyEmailCodeRequest | null {
  const result = v.safeParse(verifyEmailCodeRequestSchema, body);
  if (!result.success) return null;
  const oneTimeCode = parseOneTimeCode(result.output.code);
  if (oneTimeCode !== null) return { kind: "one_time_code", oneTimeCode };
  const pairingCode = parsePairingCode(result.output.code);
  return pairingCode === null ? null : { kind: "pairing_code", pairingCode };
}
