/**
 * Permissions that calls about members ask for, as they stand in an access token. Create them at WorkOS under these names, and give
 * them to the roles that may read members or invite.
 */
export const memberPermissions = {
  /** See members and invitations of the own organization. */
  read: "members:read",
  /** Invite, resend and revoke. */
  invite: "members:invite",
} as const;

export type MemberPermission = (typeof memberPermissions)[keyof typeof memberPermissions];
