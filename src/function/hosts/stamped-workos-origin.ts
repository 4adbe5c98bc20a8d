import * as v from "valibot";

const blockSchema = v.object({
  workosClientId: v.nullable(v.string()),
  workosApiUrl: v.nullable(v.string()),
});

const blockElement = /<script type="application\/json" id="portico-config">(.*?)<\/script>/s;

/**
 * The WorkOS origin in the built page's configuration block, so that the policy allows exactly what this build was stamped for.
 * Null when the build isn't connected to WorkOS.
 *
 * @throws Error when the block is missing or malformed
 */
export function readStampedWorkosOrigin(indexHtml: string, ownOrigin: string): string | null {
  const text = blockElement.exec(indexHtml)?.[1];
  if (text === undefined)
    throw new Error("dist/index.html has no configuration block; run npm run build again");
  const block = v.parse(blockSchema, JSON.parse(text));
  if (block.workosClientId === null) return null;
  return new URL(block.workosApiUrl ?? "https://api.workos.com", ownOrigin).origin;
}
