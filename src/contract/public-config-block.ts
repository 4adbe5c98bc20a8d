import { parseApiOrigin, parseToken, readVariable, type Variables } from "./variables.ts";

/** Id of the JSON block in index.html; the build writes it, a deployment may stamp it anew. */
export const publicConfigElementId = "portico-config";

/** The authentication API where the block names none. */
export const defaultWorkosApiUrl = "https://api.workos.com";

/** The JSON block of index.html: what may be public, and nothing else. */
export type PublicConfigBlock = {
  workosClientId: string | null;
  workosApiUrl: string | null;
  workosRedirectUri: string | null;
};

/**
 * The block for a set of `VITE_…` variables. An allow-list: no other variable can reach the page.
 *
 * @throws Error naming the malformed variable, never its value, which may be a secret in the wrong place
 */
export function buildPublicConfigBlock(variables: Variables): PublicConfigBlock {
  const workosApiUrl = readVariable(variables, "VITE_WORKOS_API_URL");
  // A lone slash is the page's own origin, where the development server mocks WorkOS.
  if (workosApiUrl !== null && workosApiUrl !== "/") parseApiOrigin("VITE_WORKOS_API_URL", workosApiUrl);
  const workosRedirectUri = readVariable(variables, "VITE_WORKOS_REDIRECT_URI");
  if (workosRedirectUri !== null && !isRedirectUri(workosRedirectUri)) {
    throw new Error(
      "VITE_WORKOS_REDIRECT_URI must be a URL that begins with https://, such as https://console.example.com/auth/workos/callback, or a path, without credentials, fragment, quotes and angle brackets",
    );
  }
  return {
    workosClientId: parseToken(variables, "VITE_WORKOS_CLIENT_ID", "client_"),
    workosApiUrl,
    workosRedirectUri,
  };
}

/** The block as text that is safe inside `<script type="application/json">`: no value can close the element. */
export function serializePublicConfigBlock(block: PublicConfigBlock): string {
  return JSON.stringify(block).replaceAll("<", "\\u003c");
}

/**
 * Requires that the page and the function are of one client: the function would refuse every token of the page's.
 * @param pageVariable names where the page's is from
 * @throws Error naming WORKOS_CLIENT_ID
 */
export function requireOneClient(
  pageClientId: string | null,
  functionClientId: string | null,
  pageVariable = "VITE_WORKOS_CLIENT_ID",
): void {
  if (pageClientId === null || functionClientId === null || pageClientId === functionClientId) return;
  throw new Error(
    `WORKOS_CLIENT_ID differs from ${pageVariable}: the function would refuse the tokens of the page. Set both to the client id of one environment, or only VITE_WORKOS_CLIENT_ID`,
  );
}

/** Thrown for a page's configuration that isn't right; `public/start.js` knows it by its name. */
export class PublicConfigError extends Error {
  override readonly name = "PublicConfigError";
}

/**
 * The block of a page.
 * @throws PublicConfigError naming the member or the variable that is wrong: a page with a broken configuration must not pretend to work
 */
export function parsePublicConfigBlock(text: string): PublicConfigBlock {
  const { workosClientId, workosApiUrl, workosRedirectUri } = parseBlock(text);
  try {
    return buildPublicConfigBlock({
      VITE_WORKOS_CLIENT_ID: workosClientId ?? undefined,
      VITE_WORKOS_API_URL: workosApiUrl ?? undefined,
      VITE_WORKOS_REDIRECT_URI: workosRedirectUri ?? undefined,
    });
  } catch (error) {
    throw new PublicConfigError(String(error instanceof Error ? error.message : error), { cause: error });
  }
}

function parseBlock(text: string): PublicConfigBlock {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new PublicConfigError(`The block #${publicConfigElementId} isn't JSON`);
  }
  if (typeof json !== "object" || json === null)
    throw new PublicConfigError(`The block #${publicConfigElementId} isn't an object`);
  // By hand: the page reads it before anything else, and would wait for a library of schemas.
  const block: Partial<Record<string, unknown>> = { ...json };
  const read = (name: keyof PublicConfigBlock): string | null => {
    const value = block[name];
    if (typeof value === "string" || value === null) return value;
    throw new PublicConfigError(`${name} must be a text or null`);
  };
  return {
    workosClientId: read("workosClientId"),
    workosApiUrl: read("workosApiUrl"),
    workosRedirectUri: read("workosRedirectUri"),
  };
}

function isRedirectUri(text: string): boolean {
  if (!/^(?:https?:\/\/|\/(?![/\\]))/i.test(text) || !URL.canParse(text, "https://console.example.com")) {
    return false;
  }
  const url = new URL(text, "https://console.example.com");
  return url.username === "" && url.password === "" && url.hash === "" && !/[\s\\"'`<>]/.test(text);
}
