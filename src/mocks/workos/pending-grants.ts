import { advanceSignIn } from "./advance-sign-in.ts";
import {
  type AuthenticateDependencies,
  type AuthenticateRequest,
  requireConfidential,
  requireParameters,
} from "./authenticate-request.ts";
import type { DirectoryUser } from "./directory.ts";
import { codedFailure, type WorkosFailure } from "./failures.ts";
import type { PendingAuthentication, PendingStep } from "./pending-authentications.ts";
import { refuseOrganization } from "./refuse-organization.ts";
import { type Authentication, findMembership } from "./session-tokens.ts";

// The grants that go on with a sign-in which was answered with a `pending_authentication_token`.

/** The organization-selection grant. */
export function chooseOrganization(
  request: AuthenticateRequest,
  dependencies: AuthenticateDependencies,
): Promise<Authentication | WorkosFailure> {
  return takeStep(request, dependencies, "organization", ["organization_id"], ({ user }) => {
    const organizationId = request.parameters.get("organization_id") ?? "";
    return findMembership(dependencies.directory, user, organizationId) === null
      ? refuseOrganization(dependencies.directory, organizationId)
      : { ok: true, organizationId };
  });
}

/** The mfa-totp grant: an authenticator app's code for a challenge that was made before. */
export function verifyTotp(
  request: AuthenticateRequest,
  dependencies: AuthenticateDependencies,
): Promise<Authentication | WorkosFailure> {
  const names = ["code", "authentication_challenge_id"];
  return takeStep(request, dependencies, "mfa", names, ({ user, pending }) => {
    const { parameters } = request;
    const verified = dependencies.totpFactors.verify(
      parameters.get("authentication_challenge_id") ?? "",
      user,
      dependencies.directory.listAuthFactors(user.id).map(({ id }) => id),
      parameters.get("code") ?? "",
    );
    return verified.ok ? { ok: true, organizationId: pending.organizationId } : verified;
  });
}

/** The email-verification grant: the code that was mailed to confirm the address. */
export function verifyEmailAddress(
  request: AuthenticateRequest,
  dependencies: AuthenticateDependencies,
): Promise<Authentication | WorkosFailure> {
  return takeStep(request, dependencies, "email_verification", ["code"], ({ user, pending }) => {
    const redeemed = dependencies.emailVerifications.redeem(user.email, request.parameters.get("code") ?? "");
    return redeemed.ok ? { ok: true, organizationId: pending.organizationId } : redeemed;
  });
}

async function takeStep(
  request: AuthenticateRequest,
  dependencies: AuthenticateDependencies,
  step: PendingStep,
  parameterNames: string[],
  take: (waiting: {
    user: DirectoryUser;
    pending: PendingAuthentication;
  }) => { ok: true; organizationId: string | null } | WorkosFailure,
): Promise<Authentication | WorkosFailure> {
  const { parameters } = request;
  const missing = requireParameters(parameters, ...parameterNames, "pending_authentication_token");
  if (missing !== null) return missing;
  const refused = requireConfidential(parameters);
  if (refused !== null) return refused;

  const token = parameters.get("pending_authentication_token") ?? "";
  const pending = dependencies.pendingAuthentications.find(token, step);
  const user = pending === undefined ? undefined : dependencies.directory.findUser(pending.userId);
  if (pending === undefined || user === undefined) return invalidPendingToken();
  const taken = take({ user, pending });
  // A wrong answer leaves the token as it is; WorkOS lets the person try again.
  if (!taken.ok) return taken;
  dependencies.pendingAuthentications.use(token);
  return advanceSignIn(request, dependencies, {
    user,
    organizationId: taken.organizationId,
    passed: [...pending.passed, step],
    invitationToken: pending.invitationToken,
  });
}

function invalidPendingToken(): WorkosFailure {
  return codedFailure(
    400,
    "invalid_pending_authentication_token",
    "The pending_authentication_token is not valid any more.",
  );
}
