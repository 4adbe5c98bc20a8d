import type { Handler } from "hono";

import type { CallName } from "../../../../contract/api-paths.ts";
import type { ReadBrowser } from "../../../core/client-address/read-browser.ts";
import type { Limits } from "../../../core/counters/limits.ts";
import type { FunctionContext } from "../../../core/function-context.ts";
import type { RememberedUsers } from "../members/remembered-users.ts";
import type { WorkosApi } from "../../../core/workos/workos-api.ts";
import { acceptInvitation } from "./accept-invitation.ts";
import { resendInvitation, revokeInvitation } from "./change-invitation.ts";
import { inspectInvitation } from "./inspect-invitation.ts";
import { createInvitationQuotas } from "./invitation-quota.ts";
import { listInvitations } from "./list-invitations.ts";
import { sendInvitations } from "./send-invitations.ts";

type InvitationCallName = Extract<CallName, `${string}Invitation` | `${string}Invitations`>;

/** The handlers of all calls about invitations, on one quota. */
export function createInvitationCalls(parts: {
  workos: WorkosApi;
  rememberedUsers: RememberedUsers;
  limits: Limits;
  inviteQuota: number;
  readBrowser: ReadBrowser;
  now: () => number;
}): Record<InvitationCallName, Handler<FunctionContext>> {
  const { workos, rememberedUsers, limits } = parts;
  const quotas = createInvitationQuotas({
    maximum: parts.inviteQuota,
    limit: limits.invitationsPerMember,
    workos,
    now: parts.now,
  });
  return {
    listInvitations: listInvitations({ workos, quotas, rememberedUsers }),
    sendInvitations: sendInvitations({ workos, quotas, rememberedUsers }),
    revokeInvitation: revokeInvitation({ workos, quotas, rememberedUsers }),
    resendInvitation: resendInvitation({ workos, quotas, rememberedUsers }),
    inspectInvitation: inspectInvitation({
      workos,
      rememberedUsers,
      inspectionsPerClient: limits.inspectionsPerClient,
      readBrowser: parts.readBrowser,
    }),
    acceptInvitation: acceptInvitation({ workos }),
  };
}
