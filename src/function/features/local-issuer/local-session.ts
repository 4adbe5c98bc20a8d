import * as v from "valibot";

import type { SessionUser } from "../../../contract/session.ts";
import type { Account } from "./accounts/account.ts";
import { localRefreshTokenSchema } from "./refresh-families.ts";

/** How somebody signed in at the local issuer, in the style of WorkOS's `authentication_method`. */
export type LocalAuthenticationMethod = "EmailCode" | "EmailLink" | "MagicLink";

/** A session of the local issuer, as the session cookie holds it sealed. */
export type LocalSession = v.InferOutput<typeof localSessionSchema>;

export const localSessionSchema = v.object({
  refreshToken: localRefreshTokenSchema,
  authenticationMethod: v.picklist(["EmailCode", "EmailLink", "MagicLink"]),
  /** The organization that the session works in; null where the account has none, or has yet to choose. */
  organizationId: v.nullable(v.string()),
});

/** The account as the page shows it, in the field names of authkit-react's `User`. */
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
 * The organization that a session begins with: the only one, or none where there are several, because choosing for somebody would
 * show them another's data by surprise.
 */
export function findFirstOrganization(account: Account): string | null {
  const [only, ...others] = account.organizations;
  return only === undefined || others.length > 0 ? null : only.id;
}
