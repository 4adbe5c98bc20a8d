import type { Invitation } from "../../../contract/invitations.ts";
import type { RememberedUsers } from "./remembered-users.ts";
import type { WorkosInvitation } from "./workos/workos-invitation-calls.ts";
import type { WorkosFailure } from "../../core/workos/workos-error.ts";

/** Invitations as callers may see them, with their senders' addresses. */
export type DescribeInvitations = (
  invitations: readonly WorkosInvitation[],
) => Promise<{ kind: "described"; invitations: Invitation[] } | WorkosFailure>;

export function createDescribeInvitations(rememberedUsers: RememberedUsers): DescribeInvitations {
  return async (invitations) => {
    const inviterIds = invitations.flatMap(({ inviterUserId }) => inviterUserId ?? []);
    const found = await rememberedUsers.find(inviterIds);
    if (found.kind !== "found") return found;
    return {
      kind: "described",
      invitations: invitations.map((invitation) =>
        describeInvitation(invitation, found.users.get(invitation.inviterUserId ?? "")?.email ?? null),
      ),
    };
  };
}

export function describeInvitation(invitation: WorkosInvitation, inviterEmail: string | null): Invitation {
  const { organizationId: _, ...shown } = invitation;
  return { ...shown, inviterEmail };
}
