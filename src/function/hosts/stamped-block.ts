import { isPlainLocalhostOrigin, type OwnOrigins } from "../../contract/own-origin.ts";
import type { FunctionVariables } from "../core/configuration/workos-variables.ts";
import { readVariable, requireTls } from "../../contract/variables.ts";
import {
  buildPublicConfigBlock,
  defaultWorkosApiUrl,
  parsePublicConfigBlock,
  type PublicConfigBlock,
  requireOneClient,
  serializePublicConfigBlock,
} from "../../contract/public-config-block.ts";

const blockElement = /(<script[^>]*\bid="portico-config"[^>]*>)([^<]*)(<\/script>)/;

const textOrNull = `(?:null|"[^"]*"|'[^']*'|\`[^\`]*\`)`;
const bundledBlock = new RegExp(
  String.raw`\{\s*${["workosClientId", "workosApiUrl", "workosRedirectUri"].map((name) => String.raw`"?${name}"?:\s*${textOrNull}`).join(String.raw`,\s*`)}\s*\}`,
  "g",
);

/** A build's block for one environment, and what follows from it. */
export type Stamp = {
  block: PublicConfigBlock;
  /** WorkOS's origin for pages, which the content policy allows; null when the build isn't connected to WorkOS. */
  workosOrigin: string | null;
  /** The variables with those of the page that the function has to know: it trusts the tokens of the page's WorkOS. */
  variables: FunctionVariables;
};

/**
 * A built page's configuration block, which a deployment may have stamped anew.
 *
 * @param path of the page's file, for the error
 * @throws Error when the block is missing or malformed, naming the variable that is wrong
 */
export function readStampedBlock(html: string, path = "/index.html"): PublicConfigBlock {
  const text = blockElement.exec(html)?.[2];
  if (text === undefined) throw new Error(`dist${path} has no configuration block; run npm run build again`);
  return parsePublicConfigBlock(text);
}

/** The page with another block; everything else stays as it is, and all of it where the block is the same. */
export function replaceStampedBlock(html: string, block: PublicConfigBlock): string {
  const text = serializePublicConfigBlock(block);
  if (serializePublicConfigBlock(readStampedBlock(html)) === text) return html;
  return html.replace(blockElement, (_, start: string, __, end: string) => start + text + end);
}

/** The entity tag of the page with another block, where nothing but the built page's own tag is known. */
export function buildStampedTag(entityTag: string, block: PublicConfigBlock): string {
  // FNV-1a: it need not resist attacks, because only a deployment chooses the block.
  let hash = 0xcb_f2_9c_e4_84_22_23_25n;
  for (const byte of new TextEncoder().encode(serializePublicConfigBlock(block))) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x1_00_00_00_01_b3n);
  }
  return entityTag.replace(/"$/, `-${hash.toString(36)}"`);
}

/** The function's bundle with another block: the build writes it there as an object of texts and nulls. */
export function replaceBundledBlocks(code: string, block: PublicConfigBlock): string {
  // Where the whole page is a text of the bundle, no value may end it.
  const text = serializePublicConfigBlock(block).replaceAll("`", "\\u0060").replaceAll("$", "\\u0024");
  return code.replace(bundledBlock, () => text);
}

/**
 * The WorkOS origin of the block, so that the content policy allows exactly what this build was stamped for.
 * Null when the build isn't connected to WorkOS.
 */
export function findWorkosOrigin(block: PublicConfigBlock, ownOrigin: string): string | null {
  if (block.workosClientId === null) return null;
  return new URL(block.workosApiUrl ?? defaultWorkosApiUrl, ownOrigin).origin;
}

/**
 * The build's block with the variables of this environment in place of the build's; what isn't set stays as it was built.
 *
 * @param ownOrigins null where they aren't known
 * @throws Error naming the variable that is malformed, that the page can't use, or that leaves the page and the function with two
 *   WorkOS applications: the function would answer 401 to everyone who signed in through AuthKit
 */
export function stampBlock(
  built: PublicConfigBlock,
  variables: FunctionVariables,
  ownOrigins: OwnOrigins | null,
): Stamp {
  const set = buildPublicConfigBlock(variables);
  const block: PublicConfigBlock = {
    workosClientId: set.workosClientId ?? built.workosClientId,
    workosApiUrl: set.workosApiUrl ?? built.workosApiUrl,
    workosRedirectUri: set.workosRedirectUri ?? built.workosRedirectUri,
  };
  requireWholeStamp(built, set);
  requireOneClient(
    block.workosClientId,
    readVariable(variables, "WORKOS_CLIENT_ID"),
    describeSource(set.workosClientId, "VITE_WORKOS_CLIENT_ID"),
  );
  const workosOrigin = findWorkosOrigin(block, ownOrigins?.main ?? "https://console.invalid");
  if (workosOrigin !== null) requireUsable(block, set, workosOrigin, ownOrigins);
  return {
    block,
    workosOrigin,
    variables: {
      ...variables,
      ...(block.workosClientId !== null && { VITE_WORKOS_CLIENT_ID: block.workosClientId }),
      ...(workosOrigin !== null && { VITE_WORKOS_API_URL: workosOrigin }),
    },
  };
}

/**
 * Requires that nothing differs from the build, where the host serves its page as it is: a page and a function of two environments
 * would answer 401 to everyone.
 *
 * @throws Error naming the variable that differs
 */
export function requireBuiltPage(built: PublicConfigBlock, { block }: Pick<Stamp, "block">): void {
  const differences = {
    VITE_WORKOS_CLIENT_ID: block.workosClientId !== built.workosClientId,
    VITE_WORKOS_API_URL: toApiOrigin(block) !== toApiOrigin(built),
    VITE_WORKOS_REDIRECT_URI: block.workosRedirectUri !== built.workosRedirectUri,
  };
  const name = Object.entries(differences).find(([, isDifferent]) => isDifferent)?.[0];
  if (name === undefined) return;
  throw new Error(
    `${name} differs from the one in the build, whose page this host serves as it is; run npm run build or npm run stamp with the right one`,
  );
}

function toApiOrigin({ workosApiUrl }: PublicConfigBlock): string {
  return new URL(workosApiUrl ?? defaultWorkosApiUrl, "https://console.invalid").origin;
}

/** An authentication domain belongs to one environment, and so does the client id. */
function requireWholeStamp(built: PublicConfigBlock, set: PublicConfigBlock): void {
  const isOtherClient =
    set.workosClientId !== null &&
    built.workosClientId !== null &&
    set.workosClientId !== built.workosClientId;
  if (!isOtherClient || built.workosApiUrl === null || set.workosApiUrl !== null) return;
  throw new Error(
    `VITE_WORKOS_API_URL must be set together with VITE_WORKOS_CLIENT_ID, which differs from the one in the build: the build's API address is that of the other environment. ${defaultWorkosApiUrl} is WorkOS's own`,
  );
}

/** Requires that a page on the own origin can sign in with the block. */
function requireUsable(
  { workosApiUrl, workosRedirectUri }: PublicConfigBlock,
  set: PublicConfigBlock,
  workosOrigin: string,
  ownOrigins: OwnOrigins | null,
): void {
  if (ownOrigins === null || !isPlainLocalhostOrigin(ownOrigins.main)) {
    const name = describeSource(set.workosApiUrl, "VITE_WORKOS_API_URL");
    requireTls(name, new URL(workosOrigin));
    if (workosApiUrl === "/") throw new Error(`${name} must not be /, which only the mocked WorkOS answers`);
  }
  if (ownOrigins === null || workosRedirectUri === null || workosRedirectUri.startsWith("/")) return;
  const name = describeSource(set.workosRedirectUri, "VITE_WORKOS_REDIRECT_URI");
  if (ownOrigins.listed.length > 1) {
    throw new Error(
      `${name} must be a path such as /auth/workos/callback where PORTICO_ORIGIN has several origins: a sign-in ends where it began`,
    );
  }
  if (new URL(workosRedirectUri).origin !== ownOrigins.main) {
    throw new Error(
      `${name} must be a path, or on ${ownOrigins.main} (PORTICO_ORIGIN): a sign-in ends where it began`,
    );
  }
}

function describeSource(set: string | null, name: string): string {
  return set === null ? `${name} of the build` : name;
}
