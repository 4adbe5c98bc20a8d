import { toPathSegment } from "../../../contract/path-segment.ts";
import { defaultWorkosApiUrl } from "../../../contract/public-config-block.ts";
import { parseApiOrigin, readVariable } from "../../../contract/variables.ts";
import type { WorkosAccess } from "../../core/configuration/function-configuration.ts";
import type { FunctionVariables } from "../../core/configuration/workos-variables.ts";
import type { TrustedIssuer } from "../../core/feature/issuer.ts";

/** What WorkOS's access tokens must be. They usually have no audience; their keys are specific to the client id instead. */
export function trustWorkos(
  { apiUrl, clientId }: Pick<WorkosAccess, "apiUrl" | "clientId">,
  identifiers: readonly string[],
): TrustedIssuer {
  return {
    name: "workos",
    identifiers,
    algorithm: "RS256",
    types: [null, "jwt", "at+jwt"],
    audience: clientId,
    mayLackAudience: true,
    clientId,
    provesMailboxOnly: false,
    keys: new URL(`/sso/jwks/${toPathSegment(clientId)}`, apiUrl),
  };
}

/**
 * The `iss` values accepted in WorkOS's access tokens: only `WORKOS_ISSUER` when it is set; otherwise WorkOS's own address and
 * the configured ones (a custom authentication domain, an emulator), each bare and with the client id appended.
 *
 * The console's own origin is never among them: it identifies the local issuer, and one `iss` for two key sets would let a
 * token of one issuer pass as the other's (JWT confusion).
 *
 * @throws Error naming WORKOS_ISSUER
 */
export function parseWorkosIssuers(
  variables: FunctionVariables,
  known: { apiUrl: URL; clientId: string | null; ownOrigin: string | null },
): readonly string[] {
  const issuer = readVariable(variables, "WORKOS_ISSUER");
  if (issuer !== null) {
    if (!URL.canParse(issuer) || !/^https?:\/\/[\x21-\x7e]+$/.test(issuer)) {
      throw new Error(
        "WORKOS_ISSUER must be the iss of WorkOS's access tokens, such as https://api.workos.com",
      );
    }
    if (issuer === known.ownOrigin) {
      throw new Error(
        "WORKOS_ISSUER must not be PORTICO_ORIGIN, which is the iss of the console's own tokens",
      );
    }
    const [, issuersClientId = known.clientId] = /\/user_management\/([^/]+)$/.exec(issuer) ?? [];
    if (known.clientId !== null && issuersClientId !== known.clientId)
      throw new Error("WORKOS_ISSUER must end with the client id of WORKOS_CLIENT_ID, if it has one");
    return [issuer];
  }
  const publicApiUrl = readVariable(variables, "VITE_WORKOS_API_URL");
  const origins = new Set([
    defaultWorkosApiUrl,
    known.apiUrl.origin,
    ...(publicApiUrl === null || publicApiUrl === "/"
      ? []
      : [parseApiOrigin("VITE_WORKOS_API_URL", publicApiUrl).origin]),
  ]);
  return [...origins]
    .flatMap((origin) => [origin, `${origin}/user_management/${known.clientId ?? ""}`])
    .filter((identifier) => identifier !== known.ownOrigin);
}
