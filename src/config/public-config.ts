import * as v from "valibot";

import { paths } from "./paths.ts";

/** Id of the JSON block in index.html; the build writes it, a deployment may stamp it anew. */
export const publicConfigElementId = "portico-config";

const blockSchema = v.object({
  workosClientId: v.nullable(v.string()),
  workosApiUrl: v.nullable(v.string()),
  workosRedirectUri: v.nullable(v.string()),
});

/** The JSON block as it stands in index.html: what may be public, and nothing else. */
export type PublicConfigBlock = v.InferOutput<typeof blockSchema>;

/** What the browser knows of WorkOS. */
export type WorkosConfig = {
  clientId: string;
  /** Scheme, host and port; the SDK knows no base path. */
  apiOrigin: string;
  /** Absolute URL registered at WorkOS. */
  redirectUri: string;
};

export type PublicConfig = {
  /** The page's own origin. */
  origin: string;
  /** Null: this build isn't connected to WorkOS, and the sign-in page says so. */
  workos: WorkosConfig | null;
};

const defaultWorkosApiUrl = "https://api.workos.com";

/**
 * The block for a set of `VITE_…` variables. An allow-list: no other variable can reach the page.
 * An empty variable counts as unset, because that is what an untouched line of an .env file is.
 */
export function buildPublicConfigBlock(variables: Record<string, string | undefined>): PublicConfigBlock {
  return {
    workosClientId: variables["VITE_WORKOS_CLIENT_ID"]?.trim() || null,
    workosApiUrl: variables["VITE_WORKOS_API_URL"]?.trim() || null,
    workosRedirectUri: variables["VITE_WORKOS_REDIRECT_URI"]?.trim() || null,
  };
}

/** The block as text that is safe inside `<script type="application/json">`: no value can close the element. */
export function serializePublicConfigBlock(block: PublicConfigBlock): string {
  return JSON.stringify(block).replaceAll("<", "\\u003c");
}

/** Thrown for a configuration that isn't right; `public/start.js` knows it by its name. */
export class PublicConfigError extends Error {
  override readonly name = "PublicConfigError";
}

/**
 * The parsed configuration.
 * @param text the JSON block's text
 * @param origin the page's own origin; relative URLs in the block resolve against it
 * @throws PublicConfigError that names the wrong value: a page with a broken configuration must not pretend to work
 */
export function parsePublicConfig(text: string, origin: string): PublicConfig {
  const block = parseBlock(text);
  const clientId = block.workosClientId?.trim() || null;
  if (clientId === null) return { origin, workos: null };
  const apiUrl = parseUrl("workosApiUrl", block.workosApiUrl || defaultWorkosApiUrl, origin);
  if (apiUrl.pathname !== "/") {
    throw new PublicConfigError(
      `VITE_WORKOS_API_URL must be an origin without a path, but is ${apiUrl.href}`,
    );
  }
  const redirectUri = parseUrl("workosRedirectUri", block.workosRedirectUri || paths.workosCallback, origin);
  return { origin, workos: { clientId, apiOrigin: apiUrl.origin, redirectUri: redirectUri.href } };
}

function parseBlock(text: string): PublicConfigBlock {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new PublicConfigError(`The block #${publicConfigElementId} isn't JSON`);
  }
  const result = v.safeParse(blockSchema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new PublicConfigError(`${v.getDotPath(issue) ?? `#${publicConfigElementId}`}: ${issue.message}`);
}

function parseUrl(name: keyof PublicConfigBlock, value: string, origin: string): URL {
  const url = URL.canParse(value, origin) ? new URL(value, origin) : null;
  if (url?.protocol === "https:" || url?.protocol === "http:") return url;
  throw new PublicConfigError(`${name} must be a URL with https:, but is ${value}`);
}
