import { defineFeature } from "../../core/feature/feature.ts";
import { acceptInvitation } from "./accept-invitation.ts";
import { resendInvitation, revokeInvitation } from "./change-invitation.ts";
import { inspectInvitation } from "./inspect-invitation.ts";
import { parseInviteQuota } from "./limits.ts";
import { listAccountSessions } from "./list-account-sessions.ts";
import { listInvitations } from "./list-invitations.ts";
import { listMembers } from "./list-members.ts";
import { listOrganizations } from "./list-organizations.ts";
import { revokeAccountSessions } from "./revoke-account-sessions.ts";
import { sendInvitations } from "./send-invitations.ts";
import { createTeamParts, type TeamParts } from "./team-parts.ts";

/** The feature for WorkOS's organizations, members and invitations, and for the caller's sessions. */
export const team = defineFeature<TeamParts>({
  name: "team",
  calls: [
    listOrganizations,
    listMembers,
    listInvitations,
    sendInvitations,
    revokeInvitation,
    resendInvitation,
    inspectInvitation,
    acceptInvitation,
    listAccountSessions,
    revokeAccountSessions,
  ],
  configure: (variables) => {
    const inviteQuota = parseInviteQuota(variables);
    return (core) => createTeamParts(core, inviteQuota);
  },
});
