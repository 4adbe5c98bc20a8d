import { parseEmailAddress } from "../../contract/email-address.ts";
import { openInvitation } from "../invitations/take-invitation.ts";
import {
  type AuthenticateDependencies,
  type AuthenticateRequest,
  requireConfidential,
  requireParameters,
} from "./authenticate-request.ts";
import { advanceSignIn } from "./advance-sign-in.ts";
import {
  invalidEmail,
  invalidParameters,
  messageFailure,
  rateLimited,
  signUpNotAllowed,
  type WorkosFailure,
} from "./failures.ts";
import type { Authentication } from "./session-tokens.ts";

/** The Magic Auth grant: a mailed code for a session, or for the step that WorkOS asks for behind it. */
export async function redeemMagicAuthCode(
  request: AuthenticateRequest,
  dependencies: AuthenticateDependencies,
): Promise<Authentication | WorkosFailure> {
  const { parameters } = request;
  const missing = requireParameters(parameters, "code", "email");
  if (missing !== null) return missing;
  const refused = requireConfidential(parameters);
  if (refused !== null) return refused;
  const email = parseEmailAddress(parameters.get("email"));
  if (email === null) return invalidParameters(invalidEmail);
  const retryAfterSeconds = dependencies.perEmailLimit.take(email.toLowerCase());
  if (retryAfterSeconds !== null) return rateLimited(retryAfterSeconds);

  const invitationToken = parameters.get("invitation_token") ?? null;
  // Asked first: a refused invitation leaves the code as it is.
  const invited = openInvitation(invitationToken, email, dependencies);
  if (!invited.ok) return invited;

  const redeemed = dependencies.magicAuthCodes.redeem(email, parameters.get("code") ?? "");
  if (!redeemed.ok) return redeemed;
  const user = dependencies.directory.findUser(redeemed.userId);
  if (user === undefined) return messageFailure(404, `User not found: '${redeemed.userId}'.`);
  if (
    invited.invitation === null &&
    !dependencies.signUpAllowed &&
    dependencies.directory.isProvisional(user.id)
  ) {
    return signUpNotAllowed();
  }
  return advanceSignIn(request, dependencies, { user, organizationId: null, passed: [], invitationToken });
}
