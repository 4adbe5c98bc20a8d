/** Environment variables by name; an empty value counts as unset. */
export type FunctionVariables = Record<string, string | undefined>;

const workosOrigin = "https://api.workos.com";

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
  known: { apiUrl: URL; clientId: string; ownOrigin: string },
): readonly string[] {
  const issuer = variables["WORKOS_ISSUER"]?.trim() || null;
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
    return [issuer];
  }
  const publicApiUrl = variables["VITE_WORKOS_API_URL"]?.trim() ?? "";
  const origins = new Set([
    workosOrigin,
    known.apiUrl.origin,
    ...(/^https?:\/\//.test(publicApiUrl) && URL.canParse(publicApiUrl)
      ? [new URL(publicApiUrl).origin]
      : []),
  ]);
  return [...origins]
    .flatMap((origin) => [origin, `${origin}/user_management/${known.clientId}`])
    .filter((identifier) => identifier !== known.ownOrigin);
}

/**
 * The URL of WorkOS's API: `WORKOS_API_URL`, else the public `VITE_WORKOS_API_URL`, else WorkOS's own address.
 *
 * @throws Error naming WORKOS_API_URL
 */
export function parseWorkosApiUrl(variables: FunctionVariables): URL {
  const read = (name: string): string | null => variables[name]?.trim() || null;
  const text = read("WORKOS_API_URL") ?? read("VITE_WORKOS_API_URL") ?? workosOrigin;
  if (!URL.canParse(text)) throw new Error(`WORKOS_API_URL must be a URL such as ${workosOrigin}`);
  const url = new URL(text);
  const isWeb = url.protocol === "https:" || url.protocol === "http:";
  if (!isWeb || url.href !== `${url.origin}/`) {
    throw new Error("WORKOS_API_URL must be an http or https origin without path, query or credentials");
  }
  return url;
}
