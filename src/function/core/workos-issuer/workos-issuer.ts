import type { WorkosAccess } from "../configuration/function-configuration.ts";
import type { Core } from "../feature/core.ts";
import type { Issuer } from "../feature/issuer.ts";
import type { TrustedIssuer } from "../tokens/trusted-issuer.ts";
import { createRemoteKeys } from "../tokens/remote-keys.ts";
import { createWorkosCodeCheck } from "./check-workos-code.ts";
import { parseWorkosPayload } from "./kept-session.ts";
import { createWorkosRefresh } from "./refresh-workos-session.ts";
import { createSessionRevocation } from "./session-revocation.ts";
import { createWorkosCodeMailing } from "./workos-code-mailing.ts";

/** WorkOS: Magic Auth codes, and sessions whose refresh token is sealed in the session cookie. */
export function createWorkosIssuer(core: Core): Issuer {
  const { workosAccess } = core;
  const refresh = createWorkosRefresh(core);
  const revoke = createSessionRevocation(core);

  return {
    name: "workos",
    mailing: createWorkosCodeMailing(core),
    checkCode: createWorkosCodeCheck(core),
    mailboxSignIn: null,
    recognizeSession: (payload) => {
      const session = parseWorkosPayload(payload);
      if (session === null) return null;
      return {
        subject: session.userId,
        refresh: async (context, organizationId) => await refresh(context, session, organizationId),
        revoke: async (everywhere) => {
          if (session.sessionId !== null) core.signedOutSessions.add(session.sessionId);
          return await revoke(session, everywhere);
        },
      };
    },
    trusted: trustWorkos(workosAccess, core.fetch, core.now),
  };
}

/** WorkOS's access tokens usually have no audience; their keys, which belong to the client id, tell them apart. */
export function trustWorkos(
  { apiUrl, clientId, issuers }: WorkosAccess,
  ask: typeof fetch,
  now: () => number,
): TrustedIssuer {
  const url = new URL(`/sso/jwks/${encodeURIComponent(clientId)}`, apiUrl);
  return {
    name: "workos",
    identifiers: issuers,
    algorithm: "RS256",
    types: [null, "jwt", "at+jwt"],
    audience: clientId,
    mayLackAudience: true,
    clientId,
    provesMailboxOnly: false,
    findKeys: createRemoteKeys({ url, fetch: ask, now }),
  };
}
