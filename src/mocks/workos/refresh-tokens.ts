import * as v from "valibot";

import {
  type DirectoryUser,
  type JoinedMembership,
  joinedMembershipSchema,
  userSchema,
} from "./directory.ts";
import { impersonatorSchema } from "./impersonator.ts";
import { openToken, sealToken } from "./sealed-token.ts";
import type { Session } from "./sessions.ts";

const refreshTokenSchema = v.object({
  clientId: v.string(),
  user: userSchema,
  /** Those that came about in the run that issued the token. */
  memberships: v.optional(v.array(joinedMembershipSchema), []),
  session: v.object({
    id: v.string(),
    userId: v.string(),
    organizationId: v.nullable(v.string()),
    authenticationMethod: v.picklist(["Password", "MagicAuth", "Impersonation"]),
    impersonator: v.optional(v.nullable(impersonatorSchema), null),
    ipAddress: v.nullable(v.string()),
    userAgent: v.nullable(v.string()),
    createdAtMs: v.number(),
    updatedAtMs: v.number(),
    expiresAtMs: v.number(),
    endedAtMs: v.nullable(v.number()),
    generation: v.number(),
  }),
});

/** What a refresh token carries: enough to go on after a restart, the account of somebody who signed up and memberships that an invitation brought included. */
export type RefreshTokenContents = v.InferOutput<typeof refreshTokenSchema>;

export async function sealRefreshToken(
  clientId: string,
  user: DirectoryUser,
  memberships: JoinedMembership[],
  session: Session,
): Promise<string> {
  const contents: RefreshTokenContents = { clientId, user, memberships, session };
  return sealToken("refresh token", contents, session.expiresAtMs);
}

/** The contents of a refresh token that is neither forged nor expired; whether it may still be used, the session knows. */
export async function openRefreshToken(
  refreshToken: string,
  nowMs: number,
): Promise<RefreshTokenContents | null> {
  const opened = await openToken("refresh token", refreshTokenSchema, refreshToken, nowMs);
  return opened.ok ? opened.value : null;
}
