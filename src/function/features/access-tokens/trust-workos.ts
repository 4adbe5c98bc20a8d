import type { WorkosAccess } from "../../core/configuration/function-configuration.ts";
import type { TrustedIssuer } from "../../core/feature/issuer.ts";

/** What WorkOS's access tokens must be. They usually have no audience; their keys are specific to the client id instead. */
export function trustWorkos({ apiUrl, clientId, issuers }: WorkosAccess): TrustedIssuer {
  return {
    name: "workos",
    identifiers: issuers,
    algorithm: "RS256",
    types: [null, "jwt", "at+jwt"],
    audience: clientId,
    mayLackAudience: true,
    clientId,
    provesMailboxOnly: false,
    keys: new URL(`/sso/jwks/${encodeURIComponent(clientId)}`, apiUrl),
  };
}
