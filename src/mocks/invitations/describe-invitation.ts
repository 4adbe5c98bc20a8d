import { mockedAppName } from "../hosted-page/hosted-frame.ts";
import { defaultRoleSlug } from "../people.ts";
import { displayName } from "../workos/display-name.ts";
import type { WorkosState } from "../workos/state.ts";
import type { Invitation } from "./invitations.ts";

/** An invitation in words: who is invited, by whom, to what. */
export type InvitationDescription = {
  email: string;
  /** Name of who invites; null where the app itself does. */
  inviter: string | null;
  /** Name of the organization, or of the app where there is none. */
  place: string;
  /** Name of the role in the organization; null where there is none. */
  role: string | null;
};

/** What mails and pages say of an invitation. */
export function describeInvitation(
  invitation: Pick<Invitation, "email" | "inviterUserId" | "organizationId" | "roleSlug">,
  { directory }: Pick<WorkosState, "directory">,
): InvitationDescription {
  const inviter = directory.findUser(invitation.inviterUserId ?? "");
  const organization = directory.findOrganization(invitation.organizationId ?? "");
  const roleSlug = invitation.roleSlug ?? defaultRoleSlug;
  const role = directory.listRoles().find(({ slug }) => slug === roleSlug);
  return {
    email: invitation.email,
    inviter: inviter === undefined ? null : displayName(inviter),
    place: organization?.name ?? mockedAppName,
    role: organization === undefined ? null : (role?.name ?? roleSlug),
  };
}
