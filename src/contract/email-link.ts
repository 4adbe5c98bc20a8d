import * as v from "valibot";

import { parsePairingCode, type PairingCode } from "./pairing-code.ts";
import { parseSessionAnswer, type SessionAnswer } from "./session.ts";

/** The secret of a mailed link, as it stands in the fragment of its URL. */
export type EmailLinkToken = string & { readonly __brand: "EmailLinkToken" };

/** The token in a fragment with or without its `#`, or null for what can't be one. */
export function parseEmailLinkToken(input: unknown): EmailLinkToken | null {
  if (typeof input !== "string") return null;
  const text = input.startsWith("#") ? input.slice(1) : input;
  return isEmailLinkToken(text) ? text : null;
}

function isEmailLinkToken(text: string): text is EmailLinkToken {
  return /^[A-Za-z0-9_-]{48}$/.test(text);
}

/** Body of `POST /api/email-link/redeem`, before the token is looked at. */
export const redeemEmailLinkRequestSchema = v.strictObject({ token: v.pipe(v.string(), v.maxLength(256)) });

/**
 * Body of `POST /api/email-link/redeem`: whether its shape is right, and the token, null where it can be none of ours. The two
 * are told apart because the page can be blamed for the one and a mail program that broke the link for the other.
 */
export function parseRedeemEmailLinkRequest(body: unknown): { token: EmailLinkToken | null } | null {
  const result = v.safeParse(redeemEmailLinkRequestSchema, body);
  return result.success ? { token: parseEmailLinkToken(result.output.token) } : null;
}

/** Answer of `POST /api/email-link/redeem` in a browser that didn't ask for the link. */
export const otherBrowserAnswerSchema = v.object({
  pairingCode: v.string(),
  expiresInSeconds: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

/** What a link came to: a session in the browser that asked for it, a code to carry there in any other. */
export type RedeemEmailLinkAnswer =
  | { kind: "signed_in"; session: SessionAnswer }
  | { kind: "other_browser"; pairingCode: PairingCode; expiresInSeconds: number };

/** Answer of `POST /api/email-link/redeem`, or null when something else answered. */
export function parseRedeemEmailLinkAnswer(body: unknown): RedeemEmailLinkAnswer | null {
  const elsewhere = v.safeParse(otherBrowserAnswerSchema, body);
  if (elsewhere.success) {
    const pairingCode = parsePairingCode(elsewhere.output.pairingCode);
    if (pairingCode === null) return null;
    return { kind: "other_browser", pairingCode, expiresInSeconds: elsewhere.output.expiresInSeconds };
  }
  const session = parseSessionAnswer(body);
  return session === null ? null : { kind: "signed_in", session };
}
