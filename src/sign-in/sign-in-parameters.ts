import { type messages } from "../config/messages.ts";
import { trimInvisible } from "../contract/trim-invisible.ts";
import {
  invitationTokenForm,
  longestEmailAddress,
  longestInvitationToken,
  longestOrganizationId,
} from "../contract/sign-in-limits.ts";
import { parseReturnTo, type ReturnTo } from "../contract/return-to.ts";
import { type AuthorizationOptions } from "../workos/authorization-options.ts";

/** A part of a link, about which the sign-in page has words. */
export type DroppedParameter = keyof typeof messages.signIn.dropped;

/** The parameters of a link to the sign-in page or to `/login`. */
export type SignInParameters = {
  returnTo: ReturnTo | null;
  /** What the link had that can't be used: too long, or not what it should be. */
  dropped: DroppedParameter[];
  authorization: Pick<
    AuthorizationOptions,
    "loginHint" | "organizationId" | "invitationToken" | "screenHint"
  >;
};

/** The parameters of a link, which have the names that WorkOS uses; invalid values are omitted and named, and invisible characters at their ends. */
export function readSignInParameters(parameters: URLSearchParams, origin: string): SignInParameters {
  const dropped: DroppedParameter[] = [];
  const read = (name: string, part: DroppedParameter, longest: number, form?: RegExp) => {
    const value = trimInvisible(parameters.get(name) ?? "");
    if (value === "") return null;
    if (value.length <= longest && form?.test(value) !== false) return value;
    dropped.push(part);
    return null;
  };
  const returnTo = parseReturnTo(parameters.get("return_to"), origin);
  if (returnTo === null && parameters.has("return_to")) dropped.push("returnTo");
  const invitationToken = read("invitation_token", "invitation", longestInvitationToken, invitationTokenForm);
  const organizationId = read("organization_id", "organization", longestOrganizationId);
  const loginHint = read("login_hint", "loginHint", longestEmailAddress);
  const screenHint = parameters.get("screen_hint");
  return {
    returnTo,
    dropped,
    authorization: {
      ...(loginHint !== null && { loginHint }),
      ...(organizationId !== null && { organizationId }),
      ...(invitationToken !== null && { invitationToken }),
      ...((screenHint === "sign-in" || screenHint === "sign-up") && { screenHint }),
    },
  };
}
