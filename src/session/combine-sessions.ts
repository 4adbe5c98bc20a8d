import { decodeAccessToken } from "../contract/access-token.ts";
import { type SessionAnswer } from "../contract/session.ts";
import { type AuthenticationMethod } from "../workos/authkit-types.ts";
import { selectIdentity } from "../workos/identity.ts";
import { type WorkosClient } from "../workos/workos-client.ts";
import { type EmailSessionState } from "./email-session-state.ts";
import { type Session, type SessionState, type SignedOutReason } from "./session-state.ts";

/**
 * One state out of the two ways to be signed in.
 * @param signedOutHere set once the session was ended by the person in this or another tab: the SDK's `user` outlives that
 */
export function combineSessions(
  workos: WorkosClient,
  email: EmailSessionState,
  signedOutHere: SignedOutReason | null,
): SessionState {
  if (signedOutHere !== null && email.kind === "signedOut")
    return { kind: "signedOut", reason: signedOutHere };
  if (email.kind === "active") return { kind: "active", session: buildEmailSession(email.answer) };
  if (workos.user !== null && !workos.isLoading)
    return { kind: "active", session: buildWorkosSession(workos, workos.user) };
  if (workos.isLoading || email.kind === "restoring") return { kind: "restoring" };
  if (email.kind === "unreachable") {
    const session = email.answer === null ? null : buildEmailSession(email.answer);
    return { kind: "unreachable", session, retryAtMs: email.retryAtMs };
  }
  if (workos.retryAtMs !== null) return { kind: "unreachable", session: null, retryAtMs: workos.retryAtMs };
  const reason = email.reason === "none" && workos.hasEnded ? "session-ended" : email.reason;
  return { kind: "signedOut", reason };
}

function buildWorkosSession(workos: WorkosClient, user: NonNullable<WorkosClient["user"]>): Session {
  return { source: "workos", user, ...selectIdentity(workos) };
}

function buildEmailSession(answer: SessionAnswer): Session {
  const claims = decodeAccessToken(answer.accessToken);
  return {
    source: "email-code",
    user: { object: "user", ...answer.user, externalId: answer.user.externalId ?? undefined },
    organizationId: claims?.organizationId ?? null,
    role: claims?.role ?? null,
    roles: claims?.roles ?? null,
    permissions: claims?.permissions ?? [],
    featureFlags: claims?.featureFlags ?? [],
    impersonator: null,
    authenticationMethod: readAuthenticationMethod(answer.authenticationMethod),
  };
}

/** The one method of authkit-react's list that a code can have been; any other word of the function's says nothing. */
function readAuthenticationMethod(method: string | null): AuthenticationMethod | null {
  return method === "MagicAuth" ? method : null;
}
