import { createLocalJWKSet } from "jose";

import { parseWorkosApiUrl } from "../../core/configuration/workos-variables.ts";
import type { Core } from "../../core/feature/core.ts";
import { defineFeature } from "../../core/feature/feature.ts";
import type { TrustedIssuer } from "../../core/feature/issuer.ts";
import { createRemoteKeys, type FindKeys } from "./remote-keys.ts";
import { requireAccess } from "./require-access.ts";
import { parseWorkosIssuers, trustWorkos } from "./trust-workos.ts";
import { createVerifyAccessToken } from "./verify-access-token.ts";

/** The feature that verifies the issuers' access tokens, for calls of other features that require one. */
export const accessTokens = defineFeature<{ core: Core; workosIssuers: readonly string[] }>({
  name: "access-tokens",
  calls: [],
  configure: (variables) => {
    // So that a malformed variable is an error at start even where others are missing.
    const { url } = parseWorkosApiUrl(variables);
    parseWorkosIssuers(variables, { apiUrl: url, clientId: null, ownOrigin: null });
    return (core) => {
      const { workosAccess } = core;
      const ownOrigin = core.ownOrigins.main;
      return { core, workosIssuers: parseWorkosIssuers(variables, { ...workosAccess, ownOrigin }) };
    };
  },
  guard: ({ core, workosIssuers }) => {
    const verifyAccessToken = createVerifyAccessToken({
      issuers: core.issuers
        .map(({ trusted }) => trusted ?? trustWorkos(core.workosAccess, workosIssuers))
        .map((trusted) => ({ ...trusted, findKeys: createFindKeys(trusted, core) })),
      now: core.now,
    });
    return (rule) => requireAccess(core, verifyAccessToken, rule);
  },
});

/** Finds the keys of an issuer, remote or in this function. */
export function createFindKeys(
  { keys }: Pick<TrustedIssuer, "keys">,
  options: Pick<Core, "fetch" | "now" | "wait" | "runInBackground">,
): FindKeys {
  if (keys instanceof URL) return createRemoteKeys({ ...options, url: keys });
  return async (keyId) => {
    const jwks = await keys();
    return jwks.keys.some(({ kid }) => kid === keyId)
      ? { kind: "found", selectKey: createLocalJWKSet(jwks) }
      : { kind: "absent" };
  };
}
