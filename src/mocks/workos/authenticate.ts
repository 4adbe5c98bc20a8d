import { parseEmailAddress } from "../../contract/email-address.ts";
import { signAccessToken } from "./access-token.ts";
import type { AuthorizationCodes } from "./authorization-codes.ts";
import { verifyCodeVerifier } from "./code-challenge.ts";
import type { Directory, DirectoryUser, Membership } from "./directory.ts";
import {
  codedFailure,
  invalidEmail,
  invalidGrant,
  invalidParameters,
  messageFailure,
  oauthFailure,
  rateLimited,
  requiredParameter,
  type WorkosFailure,
} from "./failures.ts";
import type { Impersonator } from "./impersonator.ts";
import type { MagicAuthCodes } from "./magic-auth-codes.ts";
import type { RateLimit } from "./rate-limit.ts";
import { openRefreshToken, sealRefreshToken } from "./refresh-tokens.ts";
import type { AuthenticationMethod, Session, Sessions } from "./sessions.ts";

/** Body of `POST /user_management/authenticate`: names to values, and who asks. */
export type AuthenticateRequest = {
  parameters: ReadonlyMap<string, string>;
  /** Refresh token of the authentication domain's cookie; counts only where the body of a public client has none. */
  cookieRefreshToken: string | null;
  ipAddress: string | null;
  userAgent: string | null;
};

export type Authentication = {
  ok: true;
  user: DirectoryUser;
  session: Session;
  accessToken: string;
  refreshToken: string;
  authenticationMethod: AuthenticationMethod;
  /** Whether the client proved itself with the API key; a browser never can. */
  isConfidentialClient: boolean;
};

export type AuthenticateDependencies = {
  issuer: string;
  clientId: string;
  apiKey: string;
  accessTokenLifetimeMs: number;
  now: () => number;
  directory: Directory;
  sessions: Sessions;
  authorizationCodes: AuthorizationCodes;
  magicAuthCodes: MagicAuthCodes;
  /** Per e-mail; only the Magic Auth grant names one. */
  perEmailLimit: RateLimit;
};

const magicAuthGrantType = "urn:workos:oauth:grant-type:magic-auth:code";

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
    case magicAuthGrantType:
      return redeemMagicAuthCode(request, dependencies);
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
  const session = await startSession(request, dependencies, user, {
    organizationId: grant.organizationId,
    authenticationMethod: grant.impersonator === null ? "Password" : "Impersonation",
    impersonator: grant.impersonator,
  });
  const use = dependencies.authorizationCodes.use(grant, session.id);
  if (!use.ok) {
    dependencies.sessions.end(session.id);
    dependencies.sessions.end(use.usedForSessionId);
    return invalidGrant("The code was used before.");
  }
  return completeSignIn(parameters, dependencies, user, session);
}

async function redeemMagicAuthCode(
  request: AuthenticateRequest,
  dependencies: AuthenticateDependencies,
): Promise<Authentication | WorkosFailure> {
  const { parameters } = request;
  const missing = requireParameters(parameters, "code", "email");
  if (missing !== null) return missing;
  if (!isConfidential(parameters)) {
    return oauthFailure("invalid_client", "This grant needs the client_secret.");
  }
  const email = parseEmailAddress(parameters.get("email"));
  if (email === null) return invalidParameters(invalidEmail);
  const retryAfterSeconds = dependencies.perEmailLimit.take(email.toLowerCase());
  if (retryAfterSeconds !== null) return rateLimited(retryAfterSeconds);

  const redeemed = dependencies.magicAuthCodes.redeem(email, parameters.get("code") ?? "");
  if (!redeemed.ok) return redeemed;
  const user = dependencies.directory.findUser(redeemed.userId);
  if (user === undefined) return messageFailure(404, `User not found: '${redeemed.userId}'.`);
  // Somebody with several organizations gets the first one here, where WorkOS asks with organization_selection_required.
  const [membership] = dependencies.directory.listMemberships({ userId: user.id });
  const organizationId = membership?.organization.id ?? null;
  const session = await startSession(request, dependencies, user, {
    organizationId,
    authenticationMethod: "MagicAuth",
    impersonator: null,
  });
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
  const session = sessions.restore(contents.session);
  if (sessions.isEnded(session.id)) return invalidGrant("The session has ended.");
  if (session.generation !== contents.session.generation) {
    return invalidGrant("The refresh token was used before.");
  }

  const user = directory.restoreUser(contents.user);
  const organizationId = parameters.get("organization_id") ?? session.organizationId;
  if (organizationId !== null && findMembership(directory, user, organizationId) === null) {
    return refuseOrganization(directory, organizationId);
  }
  const advanced = sessions.advance(session.id, organizationId);
  if (advanced === undefined) return invalidGrant("The session has ended.");
  return issueTokens(parameters, dependencies, user, advanced);
}

function refuseOrganization(directory: Directory, organizationId: string): WorkosFailure {
  return directory.findOrganization(organizationId) === undefined
    ? messageFailure(404, `Organization not found: '${organizationId}'.`)
    : codedFailure(400, "invalid_organization_id", "The user is not a member of this organization.");
}

function startSession(
  request: AuthenticateRequest,
  dependencies: AuthenticateDependencies,
  user: DirectoryUser,
  start: {
    organizationId: string | null;
    authenticationMethod: AuthenticationMethod;
    impersonator: Impersonator | null;
  },
): Promise<Session> {
  const { parameters } = request;
  return dependencies.sessions.start({
    userId: user.id,
    ...start,
    ipAddress: parameters.get("ip_address") ?? request.ipAddress,
    userAgent: parameters.get("user_agent") ?? request.userAgent,
  });
}

function completeSignIn(
  parameters: ReadonlyMap<string, string>,
  dependencies: AuthenticateDependencies,
  user: DirectoryUser,
  session: Session,
): Promise<Authentication> {
  // An administrator in the person's name is not the person.
  if (session.impersonator === null) dependencies.directory.markSignedIn(user.id);
  return issueTokens(parameters, dependencies, dependencies.directory.findUser(user.id) ?? user, session);
}

async function issueTokens(
  parameters: ReadonlyMap<string, string>,
  dependencies: AuthenticateDependencies,
  user: DirectoryUser,
  session: Session,
): Promise<Authentication> {
  const membership =
    session.organizationId === null
      ? null
      : findMembership(dependencies.directory, user, session.organizationId);
  const accessToken = await signAccessToken({
    issuer: dependencies.issuer,
    userId: user.id,
    sessionId: session.id,
    membership,
    impersonator: session.impersonator,
    nowMs: dependencies.now(),
    lifetimeMs: dependencies.accessTokenLifetimeMs,
  });
  return {
    ok: true,
    user,
    session,
    accessToken,
    refreshToken: await sealRefreshToken(dependencies.clientId, user, session),
    authenticationMethod: session.authenticationMethod,
    isConfidentialClient: isConfidential(parameters),
  };
}

function findMembership(
  directory: Directory,
  user: DirectoryUser,
  organizationId: string,
): Membership | null {
  return directory.listMemberships({ userId: user.id, organizationId })[0] ?? null;
}

function isConfidential(parameters: ReadonlyMap<string, string>): boolean {
  return parameters.has("client_secret");
}

function requireParameters(
  parameters: ReadonlyMap<string, string>,
  ...names: string[]
): WorkosFailure | null {
  const missing = names.filter((name) => (parameters.get(name) ?? "") === "");
  return missing.length === 0 ? null : invalidParameters(...missing.map((name) => requiredParameter(name)));
}
