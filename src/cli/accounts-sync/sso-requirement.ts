import type { EmailAddress } from "../../contract/email-address.ts";
import type { SyncProgress } from "./sync-progress.ts";

/** Whether a person has to sign in through an organization's own identity provider. */
export type RequiresSso = (person: { userId: string; email: EmailAddress }) => boolean;

/**
 * The rule for everybody: members of an organization with a usable connection, and those whose address lies in one of its proven
 * domains, because WorkOS sends them there too. Where connections can't be listed, every organization counts as having one.
 */
export function buildSsoRequirement(progress: SyncProgress): RequiresSso {
  const usable = [...progress.connections.values()].filter((connection) => connection.isUsable);
  const withConnection = new Set(usable.flatMap(({ organizationId }) => organizationId ?? []));
  const organizations = [...progress.organizations.values()].filter(
    ({ id }) => progress.areConnectionsRefused || withConnection.has(id),
  );
  const members = new Set(
    organizations.flatMap(({ id }) => [...(progress.memberships.get(id)?.byUser.keys() ?? [])]),
  );
  const domains = new Set([
    ...usable.flatMap((connection) => connection.domains),
    ...organizations.flatMap((organization) => organization.verifiedDomains),
  ]);
  return ({ userId, email }) => members.has(userId) || domains.has(email.slice(email.lastIndexOf("@") + 1));
}
