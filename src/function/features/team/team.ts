import { defineFeature } from "../../core/feature/feature.ts";
import { acceptInvitation } from "./accept-invitation.ts";
import { resendInvitation, revokeInvitation } from "./change-invitation.ts";
import { inspectInvitation } from "./inspect-invitation.ts";
import { parseInviteQuota, parseWorkosBudget } from "./limits.ts";
import { listAccountSessions } from "./list-account-sessions.ts";
import { listInvitations } from "./list-invitations.ts";
import { listMembers } from "./list-members.ts";
import { listOrganizations } from "./list-organizations.ts";
import { createUserCache } from "./remembered-users.ts";
import { revokeAccountSessions } from "./revoke-account-sessions.ts";
import { sendInvitations } from "./send-invitations.ts";
import { createTeamParts } from "./team-parts.ts";
import { type BuildParts, withinBudget } from "./workos-budget.ts";

/** The feature for WorkOS's organizations, members and invitations, and for the caller's sessions. */
export const team = defineFeature<BuildParts>({
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
  ].map(withinBudget),
  configure: (variables) => {
    const inviteQuota = parseInviteQuota(variables);
    const workosBudget = parseWorkosBudget(variables);
    return (core) => {
      const userCache = createUserCache(core.now);
      return {
        core,
        workosBudget,
        build: (count) => createTeamParts(core, count, { inviteQuota, userCache }),
      };
    };
  },
});
