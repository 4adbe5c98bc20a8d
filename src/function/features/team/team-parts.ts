import type { Core } from "../../core/feature/core.ts";
import type { WorkosApi } from "../../core/workos/workos-api.ts";
import { createInvitationQuotas, type InvitationQuotas } from "./invitation-quota.ts";
import { teamLimits } from "./limits.ts";
import { createReadOpenSessions, type ReadOpenSessions } from "./open-sessions.ts";
import { createRememberedUsers, type RememberedUsers } from "./remembered-users.ts";
import {
  createWorkosAccountSessionCalls,
  type WorkosAccountSessionCalls,
} from "./workos/workos-account-session-calls.ts";
import { createWorkosInvitationCalls, type WorkosInvitationCalls } from "./workos/workos-invitation-calls.ts";
import { createWorkosMemberCalls, type WorkosMemberCalls } from "./workos/workos-member-calls.ts";

/** What the team's calls work with. */
export type TeamParts = {
  core: Core;
  workos: WorkosMemberCalls &
    WorkosInvitationCalls &
    WorkosAccountSessionCalls &
    Pick<WorkosApi, "revokeSessions">;
  rememberedUsers: RememberedUsers;
  quotas: InvitationQuotas;
  readOpenSessions: ReadOpenSessions;
};

export function createTeamParts(core: Core, inviteQuota: number): TeamParts {
  const { now } = core;
  const { call, revokeSessions } = core.workos;
  const workos = {
    ...createWorkosMemberCalls(call),
    ...createWorkosInvitationCalls(call),
    ...createWorkosAccountSessionCalls(call),
    revokeSessions,
  };
  return {
    core,
    workos,
    rememberedUsers: createRememberedUsers({ workos, now }),
    quotas: createInvitationQuotas({
      maximum: inviteQuota,
      limit: core.limit(teamLimits.invitationsPerMember),
      workos,
      now,
    }),
    readOpenSessions: createReadOpenSessions({ workos, now }),
  };
}
