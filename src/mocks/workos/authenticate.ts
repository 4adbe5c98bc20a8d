import {
  type AuthenticateDependencies,
  type AuthenticateRequest,
  isConfidential,
  requireParameters,
} from "./authenticate-request.ts";
import { openInvitation, takeInvitation } from "../invitations/take-invitation.ts";
import { verifyCodeVerifier } from "./code-challenge.ts";
import {
  invalidGrant,
  invalidParameters,
  oauthFailure,
  requiredParameter,
  type WorkosFailure,
} from "./failures.ts";
import { redeemMagicAuthCode } from "./magic-auth-grant.ts";
import { refuseOrganization } from "./refuse-organization.ts";
import { chooseOrganization, verifyEmailAddress, verifyTotp } from "./pending-grants.ts";
import { openRefreshToken } from "./refresh-tokens.ts";
import {
  type Authentication,
  completeSignIn,
  findMembership,
  issueTokens,
  startSession,
} from "./session-tokens.ts";

const grantTypePrefix = "urn:workos:oauth:grant-type:";

/** Answers one authenticate call: tokens, or WorkOS's refusal. */
export async function authenticate(
  request: AuthenticateRequest,
  dependencies: AuthenticateDependencies,
): Promise<Authentication | WorkosFailure> {
  const { parameters } = request;
  const missing = requireParameters(parameters, "client_id", "grant_type");
  if (missing !== null) return missing;
  if (parameters.get("client_id") !== dependencies.clientId) {
    return oauthFailure("invalid_client", "There is no client with this client_id.");
  }
  const clientSecret = parameters.get("client_secret");
  if (clientSecret !== undefined && clientSecret !== dependencies.apiKey) {
    return oauthFailure("invalid_client", "The client_secret is not valid.");
  }

  const grantType = parameters.get("grant_type") ?? "";
  switch (grantType) {
    case "authorization_code":
      return exchangeAuthorizationCode(request, dependencies);
    case "refresh_token":
      return refresh(request, dependencies);
    case `${grantTypePrefix}magic-auth:code`:
      return redeemMagicAuthCode(request, dependencies);
    case `${grantTypePrefix}organization-selection`:
      return chooseOrganization(request, dependencies);
    case `${grantTypePrefix}mfa-totp`:
      return verifyTotp(request, dependencies);
    case `${grantTypePrefix}email-verification:code`:
      return verifyEmailAddress(request, dependencies);
    default:
      return invalidParameters({
        field: "grant_type",
        code: "grant_type_invalid",
        message: "grant_type is not one of the supported grants",
      });
  }
}

async function exchangeAuthorizationCode(
  request: AuthenticateRequest,
  dependencies: AuthenticateDependencies,
): Promise<Authentication | WorkosFailure> {
  const { parameters } = request;
  const missing = requireParameters(parameters, "code");
  if (missing !== null) return missing;
  const codeVerifier = parameters.get("code_verifier");
  if (codeVerifier === undefined && !isConfidential(parameters)) {
    return oauthFailure("invalid_request", "A public client must send the code_verifier.");
  }

  const grant = await dependencies.authorizationCodes.read(parameters.get("code") ?? "");
  if (grant === null || grant.clientId !== parameters.get("client_id")) {
    return invalidGrant("The code is expired or was not issued to this client.");
  }
  const redirectUri = parameters.get("redirect_uri");
  if (redirectUri !== undefined && redirectUri !== grant.redirectUri) {
    return invalidGrant("The redirect_uri is not the one the code was issued for.");
  }
  // The API key does not replace the verifier: else a stolen code could be injected through the backend (RFC 9700, 2.1.1).
  if (codeVerifier === undefined || !(await verifyCodeVerifier(codeVerifier, grant.codeChallenge))) {
    return invalidGrant("The code_verifier does not belong to the code_challenge.");
  }

  const user = dependencies.directory.restoreUser(grant.user);
  const invited = openInvitation(parameters.get("invitation_token") ?? null, user.email, dependencies);
  if (!invited.ok) return invited;
  const { invitation } = invited;
  const session = await startSession(request, dependencies, user, {
    organizationId: invitation?.organizationId ?? grant.organizationId,
    authenticationMethod: grant.impersonator === null ? "Password" : "Impersonation",
    impersonator: grant.impersonator,
  });
  const use = dependencies.authorizationCodes.use(grant, session.id);
  if (!use.ok) {
    dependencies.sessions.end(session.id);
    dependencies.sessions.end(use.usedForSessionId);
    return invalidGrant("The code was used before.");
  }
  if (invitation !== null) takeInvitation(invitation, user, dependencies);
  return completeSignIn(parameters, dependencies, user, session);
}

async function refresh(
  request: AuthenticateRequest,
  dependencies: AuthenticateDependencies,
): Promise<Authentication | WorkosFailure> {
  const { parameters } = request;
  const { directory, sessions } = dependencies;
  const isFromCookie = !parameters.has("refresh_token") && !isConfidential(parameters);
  const refreshToken = parameters.get("refresh_token") ?? (isFromCookie ? request.cookieRefreshToken : null);
  if (refreshToken === null) return invalidParameters(requiredParameter("refresh_token"));

  const contents = await openRefreshToken(refreshToken, dependencies.now());
  if (contents === null || contents.clientId !== parameters.get("client_id")) {
    return invalidGrant("The refresh token is not valid.");
  }
  const isOfEarlierRun = sessions.find(contents.session.id) === undefined;
  const session = sessions.restore(contents.session);
  if (sessions.isEnded(session.id)) return invalidGrant("The session has ended.");
  if (session.generation !== contents.session.generation) {
    return invalidGrant("The refresh token was used before.");
  }

  const user = directory.restoreUser(contents.user);
  if (isOfEarlierRun) for (const membership of contents.memberships) directory.join(membership);
  const organizationId = parameters.get("organization_id") ?? session.organizationId;
  if (organizationId !== null && findMembership(directory, user, organizationId) === null) {
    return refuseOrganization(directory, organizationId);
  }
  const advanced = sessions.advance(session.id, organizationId);
  if (advanced === undefined) return invalidGrant("The session has ended.");
  return issueTokens(parameters, dependencies, user, advanced);
}
