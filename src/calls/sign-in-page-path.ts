import { buildSignInPath } from "../config/sign-in-path.ts";
import { type ReturnTo } from "../contract/return-to.ts";
import { type ParsedAuthorizationParams } from "./authorization-params.ts";

/** The path of the sign-in page with the path to land on and the hints. */
export function buildSignInPagePath(
  redirectTo: ReturnTo,
  options: ParsedAuthorizationParams["options"],
): string {
  const { loginHint, organizationId, invitationToken } = options;
  const hints = new URLSearchParams({
    ...(loginHint !== undefined && { login_hint: loginHint }),
    ...(organizationId !== undefined && { organization_id: organizationId }),
    ...(invitationToken !== undefined && { invitation_token: invitationToken }),
  });
  const path = buildSignInPath(redirectTo);
  return hints.size === 0 ? path : `${path}&${hints.toString()}`;
}
