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

/**
 * The session in WorkOS's answer to an authentication; `sessionId` is null when the access token names none, and it then can't be
 * revoked by id. The access token came from its issuer over TLS, so its session id is read without checking the signature
 * (OpenID Connect Core 1.0, section 3.1.3.7, item 6).
 */
export const workosSessionSchema = v.pipe(
  authenticationSchema,
  v.transform((answer) => ({
    ...answer,
    sessionId: decodeAccessToken(answer.accessToken)?.sessionId ?? null,
  })),
);

export type WorkosSession = v.InferOutput<typeof workosSessionSchema>;
