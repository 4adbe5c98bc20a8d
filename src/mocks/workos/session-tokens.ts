import { signAccessToken } from "./access-token.ts";
import {
  type AuthenticateDependencies,
  type AuthenticateRequest,
  isConfidential,
} from "./authenticate-request.ts";
import type { Directory, DirectoryUser, Membership } from "./directory.ts";
import type { Impersonator } from "./impersonator.ts";
import { sealRefreshToken } from "./refresh-tokens.ts";
import type { AuthenticationMethod, Session } from "./sessions.ts";

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

/** Begins a session for somebody who has proved enough. */
export function startSession(
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

/** The answer to a finished sign-in. */
export function completeSignIn(
  parameters: ReadonlyMap<string, string>,
  dependencies: AuthenticateDependencies,
  user: DirectoryUser,
  session: Session,
): Promise<Authentication> {
  // An administrator in the person's name is not the person.
  if (session.impersonator === null) dependencies.directory.markSignedIn(user.id);
  return issueTokens(parameters, dependencies, dependencies.directory.findUser(user.id) ?? user, session);
}

/** Fresh tokens of a session. */
export async function issueTokens(
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
    refreshToken: await sealRefreshToken(
      dependencies.clientId,
      user,
      dependencies.directory.listJoined(user.id),
      session,
    ),
    authenticationMethod: session.authenticationMethod,
    isConfidentialClient: isConfidential(parameters),
  };
}

export function findMembership(
  directory: Directory,
  user: DirectoryUser,
  organizationId: string,
): Membership | null {
  return directory.listMemberships({ userId: user.id, organizationId })[0] ?? null;
}
