import { paths } from "../../config/paths.ts";

/** The page of an invitation, as a return path: whoever comes back from another account finds it again. */
export function buildInvitationPath(token: string): string {
  return `${paths.acceptInvitation}?${new URLSearchParams({ invitation_token: token }).toString()}`;
}
