import * as v from "valibot";

import { decodeAccessToken } from "../../../contract/access-token.ts";

const optionalText = v.optional(v.nullable(v.string()), null);
const authenticationSchema = v.object({
  user: v.object({
    id: v.string(),
    email: v.string(),
    emailVerified: v.boolean(),
    firstName: optionalText,
    lastName: optionalText,
    profilePictureUrl: optionalText,
    lastSignInAt: optionalText,
    externalId: optionalText,
    createdAt: v.string(),
    updatedAt: v.string(),
  }),
  accessToken: v.pipe(v.string(), v.minLength(1)),
  refreshToken: v.pipe(v.string(), v.minLength(1)),
  authenticationMethod: optionalText,
});

/** `sessionId` is null where the access token names no session; such a session can't be revoked by its id. */
export type WorkosSession = v.InferOutput<typeof authenticationSchema> & { sessionId: string | null };

/**
 * The session in WorkOS's answer to an authentication, or null when parts of it are missing.
 * The access token came over TLS from its issuer, so its session id is read without checking the signature
 * (OpenID Connect Core 1.0, section 3.1.3.7, item 6).
 */
export function parseWorkosSession(answer: unknown): WorkosSession | null {
  const result = v.safeParse(authenticationSchema, answer);
  if (!result.success) return null;
  const sessionId = decodeAccessToken(result.output.accessToken)?.sessionId ?? null;
  return { ...result.output, sessionId };
}
