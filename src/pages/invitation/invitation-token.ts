import * as v from "valibot";

import { invitationTokenSchema } from "../../contract/invitations.ts";
import { trimInvisible } from "../../contract/trim-invisible.ts";

/** The token of the invitation that an address names, or null for none that the function would take. */
export function readInvitationToken(search: string): string | null {
  const token = trimInvisible(new URLSearchParams(search).get("invitation_token") ?? "");
  return v.is(invitationTokenSchema, token) ? token : null;
}
