import { trimInvisible } from "../contract/invisible-characters.ts";
import { parseReturnTo, type ReturnTo } from "../contract/return-to.ts";
import { type AuthorizationOptions } from "../workos/authorization-options.ts";

/** The parameters of a link to the sign-in page or to `/login`. */
export type SignInParameters = {
  returnTo: ReturnTo | null;
  authorization: Pick<
    AuthorizationOptions,
    "loginHint" | "organizationId" | "invitationToken" | "screenHint"
  >;
};

const longest = 1024;

/** The parameters of a link, which have the names that WorkOS uses; invalid values are omitted, and invisible characters at their ends. */
export function readSignInParameters(parameters: URLSearchParams, origin: string): SignInParameters {
  const read = (name: string) => {
    const value = trimInvisible(parameters.get(name) ?? "");
    return value === "" || value.length > longest ? null : value;
  };
  const loginHint = read("login_hint");
  const organizationId = read("organization_id");
  const invitationToken = read("invitation_token");
  const screenHint = read("screen_hint");
  return {
    returnTo: parseReturnTo(parameters.get("return_to"), origin),
    authorization: {
      ...(loginHint !== null && { loginHint }),
      ...(organizationId !== null && { organizationId }),
      ...(invitationToken !== null && { invitationToken }),
      ...((screenHint === "sign-in" || screenHint === "sign-up") && { screenHint }),
    },
  };
}
