/** Environment variables by name; an empty one counts as unset. */
export type FunctionVariables = Record<string, string | undefined>;

const workosIssuer = "https://api.workos.com";

/**
 * The values of `iss` that WorkOS's access tokens may have. With `WORKOS_ISSUER` that one alone; otherwise WorkOS's own address and
 * the configured ones (a custom authentication domain, an emulator), each alone and with the client id behind it.
 *
 * The console's own origin is never among them: it is the local issuer's, and an `iss` that stood for two sets of keys would let a
 * token of the one pass as the other's (JWT confusion).
 *
 * @throws Error that names WORKOS_ISSUER
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
    workosIssuer,
    known.apiUrl.origin,
    ...(/^https?:\/\//.test(publicApiUrl) && URL.canParse(publicApiUrl)
      ? [new URL(publicApiUrl).origin]
      : []),
  ]);
  return [...origins]
    .flatMap((origin) => [origin, `${origin}/user_management/${known.clientId}`])
    .filter((identifier) => identifier !== known.ownOrigin);
}

const defaultWorkosApiUrl = "https://api.workos.com";

/**
 * Where WorkOS's API is: `WORKOS_API_URL`, else the public `VITE_WORKOS_API_URL`, else WorkOS's own address.
 *
 * @throws Error that names WORKOS_API_URL
 */
export function parseWorkosApiUrl(variables: FunctionVariables): URL {
  const read = (name: string): string | null => variables[name]?.trim() || null;
  let url: URL;
  try {
    url = new URL(read("WORKOS_API_URL") ?? read("VITE_WORKOS_API_URL") ?? defaultWorkosApiUrl);
  } catch {
    throw new Error(`WORKOS_API_URL must be a URL such as ${defaultWorkosApiUrl}`);
  }
  const isWeb = url.protocol === "https:" || url.protocol === "http:";
  if (!isWeb || url.href !== `${url.origin}/`) {
    throw new Error("WORKOS_API_URL must be an http or https origin without path, query or credentials");
  }
  return url;
}
