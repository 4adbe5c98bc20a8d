import { openInvitation, takeInvitation } from "../invitations/take-invitation.ts";
import { composeEmailVerificationMail } from "../mailbox/email-verification-mail.ts";
import type { SignInRequirement } from "../people.ts";
import type { AuthenticateDependencies, AuthenticateRequest } from "./authenticate-request.ts";
import type { DirectoryUser } from "./directory.ts";
import { oauthFailure, stepFailure, type WorkosFailure } from "./failures.ts";
import { createId } from "./identifiers.ts";
import type { PendingStep } from "./pending-authentications.ts";
import { type Authentication, completeSignIn, startSession } from "./session-tokens.ts";
import { serializeUser } from "./wire-format.ts";

/** How far a sign-in by code has come. */
export type SignInProgress = {
  user: DirectoryUser;
  organizationId: string | null;
  passed: readonly PendingStep[];
  /** The invitation that is accepted with the sign-in; null where none is. */
  invitationToken: string | null;
};

/**
 * The session, or what is still between it and somebody who has just proved something: a refusal, or the next step with the token
 * to take it. Nothing of this is ever told before a code was right.
 */
export async function advanceSignIn(
  request: AuthenticateRequest,
  dependencies: AuthenticateDependencies,
  progress: SignInProgress,
): Promise<Authentication | WorkosFailure> {
  const { directory } = dependencies;
  const { user } = progress;
  const requirements = directory.listRequirements(user.id);
  const refusal = findRefusal(user, requirements);
  if (refusal !== null) return refusal;
  const invited = openInvitation(progress.invitationToken, user.email, dependencies);
  if (!invited.ok) return invited;
  const { invitation } = invited;

  const memberships = directory.listMemberships({ userId: user.id });
  const needs = (step: PendingStep, isNeeded: boolean): boolean =>
    isNeeded && !progress.passed.includes(step);
  const isUnverified = requirements.includes("email_verification") && !user.emailVerified;
  if (needs("email_verification", isUnverified)) {
    return askForEmailVerification(dependencies, progress);
  }
  if (needs("radar", requirements.includes("radar_challenge"))) {
    return stepFailure("radar_challenge", "The sign-in has to be confirmed.", {
      pending_authentication_token: hold(dependencies, progress, "radar"),
      radar_challenge_id: createId("radar_challenge"),
    });
  }
  const invitedTo = invitation?.organizationId ?? null;
  if (needs("organization", invitedTo === null && memberships.length > 1)) {
    return stepFailure("organization_selection_required", "The user has to choose an organization.", {
      pending_authentication_token: hold(dependencies, progress, "organization"),
      user: serializeUser(user),
      organizations: memberships.map(({ organization: { id, name } }) => ({ id, name })),
    });
  }
  if (needs("mfa_enrollment", requirements.includes("mfa_enrollment"))) {
    return stepFailure("mfa_enrollment", "The user has to enroll a second factor.", {
      pending_authentication_token: hold(dependencies, progress, "mfa_enrollment"),
      user: serializeUser(user),
    });
  }
  const factors = directory.listAuthFactors(user.id);
  if (needs("mfa", factors.length > 0)) {
    return stepFailure("mfa_challenge", "The user has to answer a challenge of a second factor.", {
      pending_authentication_token: hold(dependencies, progress, "mfa"),
      authentication_factors: factors.map(({ id }) => ({ id, type: "totp" })),
      user: serializeUser(user),
    });
  }

  if (invitation !== null) takeInvitation(invitation, user, dependencies);
  const session = await startSession(request, dependencies, user, {
    organizationId: invitedTo ?? progress.organizationId ?? memberships[0]?.organization.id ?? null,
    authenticationMethod: "MagicAuth",
    impersonator: null,
  });
  return completeSignIn(request.parameters, dependencies, user, session);
}

/** Requirements that no further step can meet. */
function findRefusal(user: DirectoryUser, requirements: readonly SignInRequirement[]): WorkosFailure | null {
  if (requirements.includes("sign_up_not_allowed")) {
    return oauthFailure("sign_up_not_allowed", "Sign-up is not allowed for this user.");
  }
  if (requirements.includes("authentication_method_not_allowed")) {
    return oauthFailure("authentication_method_not_allowed", "Codes by email are switched off.");
  }
  if (requirements.includes("organization_authentication_methods_required")) {
    return oauthFailure(
      "organization_authentication_methods_required",
      "The organization allows other methods than this one.",
      {
        email: user.email,
        sso_connection_ids: [],
        auth_methods: {
          apple_oauth: false,
          github_oauth: false,
          google_oauth: true,
          magic_auth: false,
          microsoft_oauth: false,
          password: false,
        },
      },
    );
  }
  if (requirements.includes("sso_required")) {
    return oauthFailure("sso_required", "The user has to sign in through one of the connections.", {
      email: user.email,
      connection_ids: [`conn_${user.id.slice("user_".length)}`],
    });
  }
  return null;
}

function askForEmailVerification(
  dependencies: AuthenticateDependencies,
  progress: SignInProgress,
): WorkosFailure {
  const { user } = progress;
  const verification = dependencies.emailVerifications.create(user.id, user.email);
  dependencies.mailbox.deliver(composeEmailVerificationMail(user.email, verification.oneTimeCode));
  return stepFailure("email_verification_required", "The address has to be confirmed first.", {
    pending_authentication_token: hold(dependencies, progress, "email_verification"),
    email: user.email,
    email_verification_id: verification.id,
  });
}

/** Keeps the sign-in for its next step, under a new token. */
function hold(
  { pendingAuthentications }: AuthenticateDependencies,
  { user, ...progress }: SignInProgress,
  step: PendingStep,
): string {
  return pendingAuthentications.create({ userId: user.id, step, ...progress }).token;
}
