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

/** A WorkOS session; `sessionId` is null when the access token names none, and it then can't be revoked by id. */
export type WorkosSession = v.InferOutput<typeof authenticationSchema> & { sessionId: string | null };

/**
 * The session in WorkOS's answer to an authentication, or null when parts of it are missing.
 * The access token came from its issuer over TLS, so its session id is read without checking the signature
 * (OpenID Connect Core 1.0, section 3.1.3.7, item 6).
 */
export function parseWorkosSession(answer: unknown): WorkosSession | null {
  const result = v.safeParse(authenticationSchema, answer);
  if (!result.success) return null;
  const sessionId = decodeAccessToken(result.output.accessToken)?.sessionId ?? null;
  return { ...result.output, sessionId };
}
