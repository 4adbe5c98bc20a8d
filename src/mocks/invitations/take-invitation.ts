import { defaultRoleSlug } from "../people.ts";
import type { DirectoryUser } from "../workos/directory.ts";
import { codedFailure, oauthFailure, type WorkosFailure } from "../workos/failures.ts";
import type { WorkosState } from "../workos/state.ts";
import { isInvitationFor } from "./invitation-domain-rule.ts";
import type { Invitation } from "./invitations.ts";

type Places = Pick<WorkosState, "directory" | "invitations" | "now">;

/** Why an invitation that is over can't be accepted or sent again, in the codes of the calls on invitations; null while it is pending. */
export function refuseUnlessPending(
  invitation: Invitation,
  { invitations }: Pick<Places, "invitations">,
): WorkosFailure | null {
  const invitationState = invitations.stateOf(invitation);
  switch (invitationState) {
    case "pending":
      return null;
    case "accepted":
      return codedFailure(400, "invite_accepted", "The invitation has been accepted.");
    case "expired":
      return codedFailure(400, "invite_expired", "The invitation has expired.");
    case "revoked":
      return codedFailure(400, "invite_revoked", "The invitation has been revoked.");
  }
  return invitationState satisfies never;
}

/**
 * The invitation that a sign-in brings along, or null where it brings none. Refused in the codes of sign-ins: any token but a
 * pending invitation's with `invitation_invalid`, an account that it isn't for with `invitation_cannot_be_used_for_email`.
 */
export function openInvitation(
  token: string | null,
  accountEmail: string,
  { invitations }: Pick<Places, "invitations">,
): { ok: true; invitation: Invitation | null } | WorkosFailure {
  if (token === null) return { ok: true, invitation: null };
  const invitation = invitations.findByToken(token);
  if (invitation === undefined || invitations.stateOf(invitation) !== "pending") {
    return oauthFailure("invitation_invalid", "There is no pending invitation with this invitation_token.");
  }
  return isInvitationFor(accountEmail, invitation)
    ? { ok: true, invitation }
    : oauthFailure("invitation_cannot_be_used_for_email", "The invitation is for another address.");
}

/** Uses a pending invitation up for this user, who becomes a member where it names an organization. */
export function takeInvitation(
  invitation: Invitation,
  user: Pick<DirectoryUser, "id">,
  { directory, invitations, now }: Places,
): Invitation {
  if (invitation.organizationId !== null) {
    directory.join({
      id: pendingMembershipId(invitation),
      userId: user.id,
      organizationId: invitation.organizationId,
      roleSlug: invitation.roleSlug ?? defaultRoleSlug,
      createdAtMs: now(),
    });
  }
  return invitations.accept(invitation, user.id);
}

/** The id of the membership that a pending invitation stands for, which it keeps when it becomes active. */
export function pendingMembershipId(invitation: Invitation): string {
  return invitation.id.replace(/^invitation_/, "om_");
}
