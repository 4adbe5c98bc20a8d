import type { WorkosSettings } from "../workos/settings.ts";
import { invitationLink } from "./invitation-link.ts";
import type { Invitation, InvitationState } from "./invitations.ts";

/** An invitation in WorkOS's field names. */
export function serializeInvitation(
  invitation: Invitation,
  invitationState: InvitationState,
  settings: Pick<WorkosSettings, "origin" | "allowedOrigins">,
): Record<string, unknown> {
  return {
    object: "invitation",
    id: invitation.id,
    email: invitation.email,
    state: invitationState,
    accepted_at: isoTime(invitation.acceptedAtMs),
    revoked_at: isoTime(invitation.revokedAtMs),
    expires_at: isoTime(invitation.expiresAtMs),
    organization_id: invitation.organizationId,
    inviter_user_id: invitation.inviterUserId,
    accepted_user_id: invitation.acceptedUserId,
    role_slug: invitation.roleSlug,
    token: invitation.token,
    accept_invitation_url: invitationLink(invitation.token, settings),
    created_at: isoTime(invitation.createdAtMs),
    updated_at: isoTime(invitation.updatedAtMs),
  };
}

function isoTime(timeMs: number | null): string | null {
  return timeMs === null ? null : new Date(timeMs).toISOString();
}
