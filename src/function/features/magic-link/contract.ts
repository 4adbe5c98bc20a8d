import * as v from "valibot";

import { basePath } from "../../../contract/base-path.ts";
import type { EmailAddress } from "../../../contract/email-address.ts";
import { parseSendEmailCodeRequest, sendEmailCodeRequestSchema } from "../../../contract/email-code.ts";

// Shared by the function and the sign-in page: everything that both need for Magic Link.

export const magicLinkPaths = {
  send: `${basePath}/api/magic-link/send`,
  redeem: `${basePath}/api/magic-link/redeem`,
} as const;

/** Path of the page to which Magic Links redirect. */
export const magicLinkCallbackPath = `${basePath}/auth/magic-link/callback`;

/** The health answer's member while Magic Link is switched on. */
export const magicLinkHealthSchema = v.object({ magicLink: v.picklist(["available", "unavailable"]) });

/** Body of `POST /api/magic-link/send`, before the address is parsed: like sending a code, without an invitation. */
export const sendMagicLinkRequestSchema = v.omit(sendEmailCodeRequestSchema, ["invitationToken"]);

/** Body of `POST /api/magic-link/send`, or which part of it is wrong. */
export function parseSendMagicLinkRequest(
  body: unknown,
):
  | { ok: true; value: { email: EmailAddress; returnTo: string | null } }
  | { ok: false; failureCode: "invalid_request" | "invalid_email"; more?: { detail?: string } } {
  if (!v.is(sendMagicLinkRequestSchema, body)) return { ok: false, failureCode: "invalid_request" };
  const request = parseSendEmailCodeRequest(body);
  if (!request.ok) return request;
  const { email, returnTo } = request.value;
  return { ok: true, value: { email, returnTo } };
}

/** Answer of `POST /api/magic-link/send`. */
export const sendMagicLinkAnswerSchema = v.object({
  expiresInSeconds: v.number(),
  resendAfterSeconds: v.number(),
});

/** Answer to an accepted send, the same for every address. */
export type SendMagicLinkAnswer = v.InferOutput<typeof sendMagicLinkAnswerSchema>;

export function parseSendMagicLinkAnswer(body: unknown): SendMagicLinkAnswer | null {
  const result = v.safeParse(sendMagicLinkAnswerSchema, body);
  return result.success ? result.output : null;
}

/** The parameters with which WorkOS redirects a Magic Link (RFC 6749, section 4.1.2). */
export type MagicLinkAuthorization = { authorizationCode: string; oauthState: string };

/** Within OAuth's syntax (RFC 6749, appendix A), and without what a firewall of WorkOS's could take offence at. */
const parameter = v.pipe(v.string(), v.maxLength(512), v.regex(/^[\w.~+/=:-]+$/));
/** Body of `POST /api/magic-link/redeem`. */
export const redeemMagicLinkRequestSchema = v.strictObject({ code: parameter, state: parameter });

/** Body of `POST /api/magic-link/redeem`, or null when it isn't exactly a code and a state. */
export function parseRedeemMagicLinkRequest(body: unknown): MagicLinkAuthorization | null {
  const result = v.safeParse(redeemMagicLinkRequestSchema, body);
  return result.success ? { authorizationCode: result.output.code, oauthState: result.output.state } : null;
}
