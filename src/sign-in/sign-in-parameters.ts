import * as v from "valibot";

import { longestEmailAddress } from "../contract/email-address.ts";
import { invitationTokenSchema } from "../contract/invitations.ts";
import { trimInvisible } from "../contract/invisible-characters.ts";
import { longestOrganizationId } from "../contract/session.ts";
import { parseReturnTo, type ReturnTo } from "../contract/return-to.ts";
import { type AuthorizationOptions } from "../workos/authorization-options.ts";

/** The parameters of a link to the sign-in page or to `/login`. */
export type SignInParameters = {
  returnTo: ReturnTo | null;
  /** Whether the link had a return path that can't be returned to, or an invitation that can't be one. */
  dropped: { returnTo: boolean; invitation: boolean };
  authorization: Pick<
    AuthorizationOptions,
    "loginHint" | "organizationId" | "invitationToken" | "screenHint"
  >;
};

/** The parameters of a link, which have the names that WorkOS uses; invalid values are omitted, and invisible characters at their ends. */
export function readSignInParameters(parameters: URLSearchParams, origin: string): SignInParameters {
  const read = (name: string, longest: number) => {
    const value = trimInvisible(parameters.get(name) ?? "");
    return value === "" || value.length > longest ? null : value;
  };
  const loginHint = read("login_hint", longestEmailAddress);
  const organizationId = read("organization_id", longestOrganizationId);
  const typedToken = trimInvisible(parameters.get("invitation_token") ?? "") || null;
  const invitationToken = v.is(invitationTokenSchema, typedToken) ? typedToken : null;
  const screenHint = parameters.get("screen_hint");
  const returnTo = parseReturnTo(parameters.get("return_to"), origin);
  return {
    returnTo,
    dropped: {
      returnTo: returnTo === null && parameters.has("return_to"),
      invitation: invitationToken === null && typedToken !== null,
    },
    authorization: {
      ...(loginHint !== null && { loginHint }),
      ...(organizationId !== null && { organizationId }),
      ...(invitationToken !== null && { invitationToken }),
      ...((screenHint === "sign-in" || screenHint === "sign-up") && { screenHint }),
    },
  };
}
