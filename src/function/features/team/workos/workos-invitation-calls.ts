import * as v from "valibot";

import { toPathSegment } from "../../../../contract/path-segment.ts";
import type { EmailAddress } from "../../../../contract/email-address.ts";
import type { InvitationState } from "../../../../contract/invitations.ts";
import { type CallWorkos, type WorkosAnswer } from "../../../core/workos/call-workos.ts";
import {
  malformedAnswer,
  type WorkosFailure,
  type WorkosRefusal,
} from "../../../core/workos/workos-error.ts";
import { type WorkosPage, workosPageSchema } from "./workos-list.ts";

/** A WorkOS invitation, without its token, whose holder may take the invitation. */
export type WorkosInvitation = {
  id: string;
  email: string;
  state: InvitationState;
  organizationId: string | null;
  inviterUserId: string | null;
  /** ISO 8601. */
  createdAt: string;
  expiresAt: string;
  roleSlug: string | null;
};

export type ListInvitationsResult = ({ kind: "listed" } & WorkosPage<WorkosInvitation>) | WorkosFailure;

export type SendInvitationResult =
  | { kind: "sent"; invitation: WorkosInvitation }
  | { kind: "already_invited" }
  | { kind: "already_member" }
  | { kind: "unknown_role" }
  /** WorkOS doesn't invite this address, for its own reasons. */
  | { kind: "blocked" }
  | WorkosFailure;

export type FindInvitationResult =
  | { kind: "found"; invitation: WorkosInvitation }
  | { kind: "absent" }
  | WorkosFailure;

export type ChangeInvitationResult =
  | { kind: "changed"; invitation: WorkosInvitation }
  | { kind: "absent" }
  | { kind: "expired" }
  | { kind: "revoked" }
  | { kind: "accepted" }
  /** It is no longer pending, and WorkOS doesn't say how it ended. */
  | { kind: "not_pending" }
  | { kind: "other_address" }
  | { kind: "already_member" }
  | WorkosFailure;

/** The calls about invitations. */
export type WorkosInvitationCalls = {
  sendInvitation: (invitation: {
    email: EmailAddress;
    organizationId: string;
    inviterUserId: string;
    /** Null: WorkOS's default role. */
    roleSlug: string | null;
  }) => Promise<SendInvitationResult>;
  /** The organization's invitations in every state, newest first. */
  listInvitations: (list: {
    organizationId: string;
    after: string | null;
    pageSize: number;
  }) => Promise<ListInvitationsResult>;
  findInvitation: (invitationId: string) => Promise<FindInvitationResult>;
  findInvitationByToken: (token: string) => Promise<FindInvitationResult>;
  revokeInvitation: (invitationId: string) => Promise<ChangeInvitationResult>;
  /** Mails the same link again and renews its lifetime. */
  resendInvitation: (invitationId: string) => Promise<ChangeInvitationResult>;
  /** Makes the user with the invited address a member; WorkOS doesn't check who calls. */
  acceptInvitation: (invitationId: string) => Promise<ChangeInvitationResult>;
};

const optionalText = v.optional(v.nullable(v.string()), null);
const invitationSchema = v.object({
  id: v.string(),
  email: v.string(),
  state: v.picklist(["pending", "accepted", "expired", "revoked"]),
  organizationId: optionalText,
  inviterUserId: optionalText,
  createdAt: v.string(),
  expiresAt: v.string(),
  roleSlug: optionalText,
});

export function createWorkosInvitationCalls(call: CallWorkos): WorkosInvitationCalls {
  const change = async (
    name: string,
    invitationId: string,
    action: "revoke" | "resend" | "accept",
  ): Promise<ChangeInvitationResult> => {
    const path = `${toPath(invitationId)}/${action}`;
    const result = await call(name, { method: "POST", path }, invitationSchema);
    if (result.kind === "refused") return readChangeRefusal(result);
    return result.kind === "answered" ? { kind: "changed", invitation: result.answer } : result;
  };

  return {
    sendInvitation: async ({ email, organizationId, inviterUserId, roleSlug }) => {
      const body = {
        email,
        organization_id: organizationId,
        inviter_user_id: inviterUserId,
        role_slug: roleSlug,
      };
      const result = await call(
        "send_invitation",
        { method: "POST", path: "/user_management/invitations", body },
        invitationSchema,
      );
      if (result.kind === "refused") return readSendRefusal(result);
      return result.kind === "answered" ? { kind: "sent", invitation: result.answer } : result;
    },

    listInvitations: async ({ organizationId, after, pageSize }) => {
      const query = { organization_id: organizationId, limit: pageSize, order: "desc", after };
      const result = await call(
        "list_invitations",
        { method: "GET", path: "/user_management/invitations", query },
        workosPageSchema(invitationSchema),
      );
      if (result.kind === "refused") return malformedAnswer;
      return result.kind === "answered" ? { kind: "listed", ...result.answer } : result;
    },

    findInvitation: async (invitationId) =>
      readFound(
        await call("find_invitation", { method: "GET", path: toPath(invitationId) }, invitationSchema),
      ),

    findInvitationByToken: async (token) => {
      const path = `/user_management/invitations/by_token/${toPathSegment(token)}`;
      return readFound(await call("find_invitation_by_token", { method: "GET", path }, invitationSchema));
    },

    revokeInvitation: async (invitationId) => await change("revoke_invitation", invitationId, "revoke"),
    resendInvitation: async (invitationId) => await change("resend_invitation", invitationId, "resend"),
    acceptInvitation: async (invitationId) => await change("accept_invitation", invitationId, "accept"),
  };
}

function toPath(invitationId: string): string {
  return `/user_management/invitations/${toPathSegment(invitationId)}`;
}

function readFound(result: WorkosAnswer<WorkosInvitation>): FindInvitationResult {
  // A malformed id or token belongs to no invitation.
  if (result.kind === "refused") return { kind: "absent" };
  return result.kind === "answered" ? { kind: "found", invitation: result.answer } : result;
}

function readSendRefusal({ workosErrorCode }: WorkosRefusal): SendInvitationResult {
  switch (workosErrorCode) {
    case "email_already_invited_to_organization":
    // The spelling of WorkOS's emulator, and of WorkOS without an organization.
    case "duplicate_invitation":
    case "email_already_invited":
      return { kind: "already_invited" };
    case "user_already_organization_member":
      return { kind: "already_member" };
    case "invalid_role":
    case "role_not_found":
      return { kind: "unknown_role" };
    case null:
    default:
      return { kind: "blocked" };
  }
}

function readChangeRefusal({ workosErrorCode, status }: WorkosRefusal): ChangeInvitationResult {
  switch (workosErrorCode) {
    case "invite_expired":
      return { kind: "expired" };
    case "invite_revoked":
      return { kind: "revoked" };
    case "invite_accepted":
      return { kind: "accepted" };
    case "invitation_cannot_be_used_for_email":
      return { kind: "other_address" };
    case "user_already_organization_member":
      return { kind: "already_member" };
    case null:
    default:
      return status === 404 ? { kind: "absent" } : { kind: "not_pending" };
  }
}
