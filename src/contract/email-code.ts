import * as v from "valibot";

import { describeInvisibleCharacter, type EmailAddress, parseEmailAddress } from "./email-address.ts";
import { invitationTokenSchema } from "./invitations.ts";
import { type PairingCode, parsePairingCode } from "./pairing-code.ts";
import { longestReturnTo } from "./return-to.ts";
import { foldTypedCode } from "./typed-code.ts";

/** Digits of a one-time code; WorkOS's Magic Auth and the local issuer agree on it. */
export const oneTimeCodeLength = 6;

/** Seconds the page waits before it offers to send another code; keeps people clear of WorkOS's 3 mails a minute. */
export const resendAfterSeconds = 30;

/** A string of exactly six ASCII digits. */
export type OneTimeCode = string & { readonly __brand: "OneTimeCode" };

/** The complete code, in the digits of any script; null while digits are missing or anything but digits is left. */
export function parseOneTimeCode(input: unknown): OneTimeCode | null {
  if (typeof input !== "string" || input.length > 64) return null;
  const digits = foldTypedCode(input);
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
  | { ok: false; failureCode: "invalid_request" | "invalid_email"; more?: { detail?: string } } {
  const result = v.safeParse(sendEmailCodeRequestSchema, body);
  if (!result.success) return { ok: false, failureCode: "invalid_request" };
  const email = parseEmailAddress(result.output.email);
  if (email === null)
    return { ok: false, failureCode: "invalid_email", ...describeInvisibleCharacter(result.output.email) };
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

/** The address that the page signs in, of a call whose sign-in is in a cookie; pages before this member left it out. */
export const expectedEmailSchema = v.optional(v.pipe(v.string(), v.maxLength(1024)));

/** Body of `POST /api/email-code/verify`, before the code is looked at. */
export const verifyEmailCodeRequestSchema = v.strictObject({
  code: v.pipe(v.string(), v.maxLength(64)),
  expectedEmail: expectedEmailSchema,
});

/** What somebody typed into the tab that waits: the mailed digits, or what a mailed link showed in another browser. */
export type VerifyEmailCodeRequest = (
  | { kind: "one_time_code"; oneTimeCode: OneTimeCode }
  | { kind: "pairing_code"; pairingCode: PairingCode }
) & { expectedEmail?: string | undefined };

/** Body of `POST /api/email-code/verify`, or null when it is not exactly one of the two codes. */
export function parseVerifyEmailCodeRequest(body: unknown): VerifyEmailCodeRequest | null {
  const result = v.safeParse(verifyEmailCodeRequestSchema, body);
  if (!result.success) return null;
  const { code, expectedEmail } = result.output;
  const oneTimeCode = parseOneTimeCode(code);
  if (oneTimeCode !== null) return { kind: "one_time_code", oneTimeCode, expectedEmail };
  const pairingCode = parsePairingCode(code);
  return pairingCode === null ? null : { kind: "pairing_code", pairingCode, expectedEmail };
}
