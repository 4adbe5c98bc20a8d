import { isPlainLocalhostOrigin } from "../../contract/own-origin.ts";
import type { FunctionVariables } from "../core/configuration/workos-variables.ts";
import { readVariable, requireTls } from "../../contract/variables.ts";
import {
  buildPublicConfigBlock,
  defaultWorkosApiUrl,
  parsePublicConfigBlock,
  type PublicConfigBlock,
} from "../../contract/public-config-block.ts";

const blockElement = /<script type="application\/json" id="portico-config">(.*?)<\/script>/s;

/**
 * The built page's configuration block, which a deployment may have stamped anew.
 * @throws Error when the block is missing or malformed, naming the variable that is wrong
 */
export function readStampedBlock(indexHtml: string): PublicConfigBlock {
  const text = blockElement.exec(indexHtml)?.[1];
  if (text === undefined)
    throw new Error("dist/index.html has no configuration block; run npm run build again");
  return parsePublicConfigBlock(text);
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
 * Requires that the function and the build are of one WorkOS application, and that the page can use what was stamped.
 * @throws Error naming the variable that differs
 */
export function requireSameBuild(
  block: PublicConfigBlock,
  variables: FunctionVariables,
  ownOrigin: string,
): void {
  const workosOrigin = findWorkosOrigin(block, ownOrigin);
  const isOtherOrigin = (text: string): boolean =>
    workosOrigin !== null && new URL(text, ownOrigin).origin !== workosOrigin;
  const differences: Record<string, (text: string) => boolean> = {
    VITE_WORKOS_CLIENT_ID: (text) => text !== block.workosClientId,
    WORKOS_CLIENT_ID: (text) => block.workosClientId !== null && text !== block.workosClientId,
    VITE_WORKOS_API_URL: isOtherOrigin,
    VITE_WORKOS_REDIRECT_URI: (text) => block.workosClientId !== null && text !== block.workosRedirectUri,
  };
  // Malformed ones are refused first.
  buildPublicConfigBlock(variables);
  for (const [name, isDifferent] of Object.entries(differences)) {
    const text = readVariable(variables, name);
    if (text === null || !isDifferent(text)) continue;
    throw new Error(`${name} differs from the one in the build; set it right, and run npm run build again`);
  }
  if (workosOrigin === null) return;
  if (!isPlainLocalhostOrigin(ownOrigin)) {
    requireTls("VITE_WORKOS_API_URL of the build", new URL(workosOrigin));
    if (block.workosApiUrl === "/")
      throw new Error("VITE_WORKOS_API_URL of the build must not be /, which only the mocked WorkOS answers");
  }
  if (block.workosRedirectUri !== null && new URL(block.workosRedirectUri, ownOrigin).origin !== ownOrigin) {
    throw new Error(
      `VITE_WORKOS_REDIRECT_URI of the build must be on ${ownOrigin} (PORTICO_ORIGIN): a sign-in ends where it began`,
    );
  }
}
