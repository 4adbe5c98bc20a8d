import * as v from "valibot";

import type { SessionUser } from "../../../contract/session.ts";
import type { Core } from "../../core/feature/core.ts";
import type { Context } from "../../core/http/context.ts";
import type { Account } from "./accounts/account.ts";
import { localRefreshTokenSchema } from "./refresh-families.ts";

/** A session of the local issuer, as sealed in the session cookie. */
export type LocalSession = v.InferOutput<typeof localSessionSchema>;

export const localSessionSchema = v.object({
  refreshToken: localRefreshTokenSchema,
  authenticationMethod: v.string(),
  /** The session's organization; null when the account has none, or hasn't chosen yet. */
  organizationId: v.nullable(v.string()),
});

const payloadSchema = v.object({
  version: v.literal(2),
  issuer: v.literal("local"),
  session: localSessionSchema,
});

/** The account as sent to the page, with the field names of authkit-react's `User`. */
export function buildLocalUser(account: Account, nowMs: number): SessionUser {
  const createdAt = new Date(account.createdAtMs ?? nowMs).toISOString();
  return {
    id: account.subject,
    email: account.email,
    emailVerified: account.isConfirmed,
    firstName: account.firstName,
    lastName: account.lastName,
    profilePictureUrl: null,
    lastSignInAt: null,
    externalId: account.workosUserId,
    createdAt,
    updatedAt: createdAt,
  };
}

/**
 * The organization that a session begins with: the account's only one, or null when it has several, because choosing for the
 * user could show the wrong organization's data.
 */
export function findFirstOrganization(account: Account): string | null {
  const [only, ...others] = account.organizations;
  return only === undefined || others.length > 0 ? null : only.id;
}

/** The session in the session cookie's payload, or null when it belongs to another issuer. */
export function parseLocalPayload(payload: unknown): LocalSession | null {
  const result = v.safeParse(payloadSchema, payload);
  return result.success ? result.output.session : null;
}

/** Writes the session cookie, which expires with the session. */
export async function writeLocalSession(core: Core, context: Context, session: LocalSession): Promise<void> {
  const lifetimeMs = session.refreshToken.absoluteExpiresAtMs - core.now();
  const payload = { version: 2, issuer: "local", session };
  await core.sessionCookie.write(context, payload, Math.max(1, Math.ceil(lifetimeMs / 1000)));
}
