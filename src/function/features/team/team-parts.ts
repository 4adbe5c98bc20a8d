import type { Core } from "../../core/feature/core.ts";
import type { CallWorkos } from "../../core/workos/call-workos.ts";
import type { WorkosApi } from "../../core/workos/workos-api.ts";
import type { WorkosFailure } from "../../core/workos/workos-error.ts";
import { createMailInvitation, type MailInvitation } from "./invitation-mails.ts";
import { createInvitationQuotas, type InvitationQuotas } from "./invitation-quota.ts";
import { teamLimits } from "./limits.ts";
import { createReadOpenSessions, type ReadOpenSessions } from "./open-sessions.ts";
import { createRememberedUsers, type RememberedUsers, type UserCache } from "./remembered-users.ts";
import {
  createWorkosAccountSessionCalls,
  type WorkosAccountSessionCalls,
} from "./workos/workos-account-session-calls.ts";
import { createWorkosInvitationCalls, type WorkosInvitationCalls } from "./workos/workos-invitation-calls.ts";
import type { CountRequest } from "./workos-budget.ts";
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
  mailInvitation: MailInvitation;
  readOpenSessions: ReadOpenSessions;
};

export function createTeamParts(
  core: Core,
  countRequest: CountRequest,
  options: { inviteQuota: number; userCache: UserCache },
): TeamParts {
  const { now } = core;
  const call: CallWorkos = async (name, request, schema) =>
    (await countRequest()) ?? (await core.workos.call(name, request, schema));
  const workos = {
    ...createWorkosMemberCalls(call),
    ...createWorkosInvitationCalls(call),
    ...createWorkosAccountSessionCalls(call),
    revokeSessions: async (sessionIds: readonly string[]) => {
      const allowed: string[] = [];
      let usedUp: WorkosFailure | null = null;
      for (const sessionId of sessionIds) {
        usedUp = await countRequest();
        if (usedUp !== null) break;
        allowed.push(sessionId);
      }
      const revoked = await core.workos.revokeSessions(allowed);
      return usedUp ?? revoked;
    },
  };
  return {
    core,
    workos,
    rememberedUsers: createRememberedUsers(options.userCache, workos),
    quotas: createInvitationQuotas({
      maximum: options.inviteQuota,
      limit: core.limit(teamLimits.invitationsPerMember),
      workos,
      now,
    }),
    mailInvitation: createMailInvitation(core, options.inviteQuota),
    readOpenSessions: createReadOpenSessions({ workos, now }),
  };
}
