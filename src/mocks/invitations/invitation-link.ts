import { basePath } from "../../contract/base-path.ts";
import type { WorkosSettings } from "../workos/settings.ts";

/** Where a mailed invitation leads: the app's page for it, which a team would register in WorkOS's dashboard. */
export function invitationLink(
  token: string,
  settings: Pick<WorkosSettings, "origin" | "allowedOrigins">,
): string {
  const link = new URL(`${basePath}/invitations/accept`, settings.allowedOrigins[0] ?? settings.origin);
  link.searchParams.set("invitation_token", token);
  return link.href;
}
