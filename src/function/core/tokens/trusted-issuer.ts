import { createLocalJWKSet } from "jose";

import type { WorkosAccess } from "../configuration/function-configuration.ts";
import type { AccessTokens } from "../../features/local-issuer/access-tokens.ts";
import type { FindKeys } from "./find-keys.ts";
import { createRemoteKeys } from "./remote-keys.ts";

/** Whose access tokens are taken, and what each of them has to be. */
export type TrustedIssuer = {
  name: "workos" | "local";
  /** Values of `iss`, compared as they stand. */
  identifiers: readonly string[];
  algorithm: "RS256" | "ES256";
  /** Values of `typ`, in lower case and without `application/`; null: none at all. */
  types: readonly (string | null)[];
  audience: string;
  /** Whether a token without `aud` is taken; one that is for somebody else never is. */
  mayLackAudience: boolean;
  /** The only client that `client_id` may name, where a token has one. */
  clientId: string | null;
  findKeys: FindKeys;
};

/**
 * The two issuers behind the console. WorkOS's tokens have no audience as a rule, so they are told apart by their keys, which belong
 * to the client id.
 *
 * @param parts.accessTokens of the local issuer; null where there is none, and its tokens are then refused
 */
export function listTrustedIssuers(parts: {
  ownOrigin: string;
  workos: WorkosAccess;
  accessTokens: Pick<AccessTokens, "readJwks"> | null;
  fetch: typeof fetch;
  now: () => number;
}): TrustedIssuer[] {
  const { ownOrigin, workos, accessTokens } = parts;
  const jwksUrl = new URL(`/sso/jwks/${encodeURIComponent(workos.clientId)}`, workos.apiUrl);
  const workosIssuer: TrustedIssuer = {
    name: "workos",
    identifiers: workos.issuers,
    algorithm: "RS256",
    types: [null, "jwt", "at+jwt"],
    audience: workos.clientId,
    mayLackAudience: true,
    clientId: workos.clientId,
    findKeys: createRemoteKeys({ url: jwksUrl, fetch: parts.fetch, now: parts.now }),
  };
  if (accessTokens === null) return [workosIssuer];
  return [
    workosIssuer,
    {
      name: "local",
      identifiers: [ownOrigin],
      algorithm: "ES256",
      types: ["at+jwt"],
      audience: ownOrigin,
      mayLackAudience: false,
      clientId: null,
      findKeys: createOwnKeys(accessTokens),
    },
  ];
}

function createOwnKeys(accessTokens: Pick<AccessTokens, "readJwks">): FindKeys {
  return async (keyId) => {
    const jwks = await accessTokens.readJwks();
    return jwks.keys.some((key) => key.kid === keyId)
      ? { kind: "found", selectKey: createLocalJWKSet(jwks) }
      : { kind: "absent" };
  };
}
