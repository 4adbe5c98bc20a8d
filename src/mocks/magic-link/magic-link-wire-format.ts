import type { DirectoryUser } from "../workos/directory.ts";
import type { PasswordlessSession } from "./magic-links.ts";

/** A passwordless session in WorkOS's field names. */
export function serializePasswordlessSession(
  session: PasswordlessSession,
  link: string,
): Record<string, unknown> {
  return {
    object: "passwordless_session",
    id: session.id,
    email: session.email,
    expires_at: new Date(session.expiresAtMs).toISOString(),
    link,
  };
}

/** The profile behind a Magic Link connection, in WorkOS's field names; the name is that of the user with the address, if any. */
export function serializeMagicLinkProfile(
  profileId: string,
  email: string,
  user: DirectoryUser | undefined,
): Record<string, unknown> {
  return {
    object: "profile",
    id: profileId,
    idp_id: "",
    organization_id: null,
    connection_id: "conn_01K0000000000000000MAGCLNK",
    connection_type: "MagicLink",
    email,
    first_name: user?.firstName ?? null,
    last_name: user?.lastName ?? null,
    role: null,
    raw_attributes: {},
  };
}
