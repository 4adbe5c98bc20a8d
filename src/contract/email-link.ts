import * as v from "valibot";

import { type EmailLinkToken, parseEmailLinkToken } from "./email-link-token.ts";
import { parsePairingCode, type PairingCode } from "./pairing-code.ts";
import { parseSessionAnswer, type SessionAnswer } from "./session.ts";

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
