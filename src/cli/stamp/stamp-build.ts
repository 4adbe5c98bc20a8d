import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { basename, join, relative } from "node:path";

import { readOwnOrigins } from "../../contract/own-origin.ts";
import { type PublicConfigBlock, serializePublicConfigBlock } from "../../contract/public-config-block.ts";
import { contentEncodings } from "../../function/hosts/answer-rules.ts";
import { compress } from "../../function/hosts/content-encoding.ts";
import { parseContentOrigins } from "../../function/hosts/content-origins.ts";
import {
  readStampedBlock,
  replaceBundledBlocks,
  replaceStampedBlock,
  stampBlock,
} from "../../function/hosts/stamped-block.ts";
import { replaceContentPolicies } from "./replace-content-policies.ts";
import type { StampOptions } from "./options.ts";

/** In which the build writes the block or the policy. Names in `assets` are hashes, so their files are the same everywhere. */
const stampedFile = /^(?!.*[/\\]assets[/\\]).*(?:[/\\]_headers|\.(?:conf|html|json|mjs|js|toml))$/;
/** The best of Brotli: it is done once. */
const brotliQuality = 11;
const fileEndings = { br: ".br", gzip: ".gz" } as const;

export type StampResult = { block: PublicConfigBlock; changedPaths: string[] };

/**
 * Writes the configuration block and the content policy of a build anew, for another environment: in its pages, in the files with
 * a host's headers, and in the function's bundle. What isn't set stays as it was built.
 *
 * @throws Error naming the variable that is wrong, or pages of different builds, before anything is written; or the file system's
 */
export async function stampBuild({ folders, variables }: StampOptions): Promise<StampResult> {
  const missing = folders.find(({ from }) => !existsSync(from));
  if (missing !== undefined) throw new Error(`There is no folder ${missing.from}; run npm run build first`);
  const files = (await Promise.all(folders.map(readTexts))).flat();
  const pages = files.filter(isPage);
  const page = pages.find(({ from }) => basename(from) === "index.html");
  if (page === undefined)
    throw new Error(
      "There is no index.html with a configuration block in the folder; run npm run build first, and name dist too where the host has it. Cloudflare's Worker isn't stamped: set its variables",
    );
  const built = readStampedBlock(page.text);
  const other = pages.find(({ text }) => !hasSameBlock(text, page.text));
  if (other !== undefined)
    throw new Error(
      `${other.from} and ${page.from} have different configuration blocks, so they are of different builds; run npm run build again`,
    );
  const stamp = stampBlock(built, variables, readOwnOrigins(variables));
  // Malformed ones are refused here, even where no file has a policy.
  parseContentOrigins(variables);

  const stamped = files.map((file) => ({
    ...file,
    stampedText: pages.includes(file)
      ? replaceStampedBlock(file.text, stamp.block)
      : replaceBundledBlocks(replaceContentPolicies(file.text, { built, stamp }), stamp.block),
  }));
  for (const { from, to } of folders) {
    if (from !== to) await copyBuild(from, to);
  }
  const changed = stamped.filter(({ text, stampedText }) => stampedText !== text);
  for (const { to, stampedText } of changed) {
    await writeFile(to, stampedText);
    await compressAgain(to, stampedText);
  }
  return { block: stamp.block, changedPaths: changed.map(({ to }) => to) };
}

function hasSameBlock(html: string, otherHtml: string): boolean {
  const [text, other] = [html, otherHtml].map((page) => serializePublicConfigBlock(readStampedBlock(page)));
  return text === other;
}

function isPage({ from, text }: { from: string; text: string }): boolean {
  return from.endsWith(".html") && text.includes('id="portico-config"');
}

async function readTexts(folder: { from: string; to: string }) {
  const entries = await readdir(folder.from, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => stampedFile.test(path));
  return await Promise.all(
    paths.map(async (from) => ({
      from,
      to: join(folder.to, relative(folder.from, from)),
      text: await readFile(from, "utf8"),
    })),
  );
}

/** Only over an earlier copy or into a new folder: it might be anyone's. */
async function copyBuild(from: string, to: string): Promise<void> {
  const isFree = !existsSync(to) || (await readdir(to)).length === 0;
  const isCopy = !isFree && (await readTexts({ from: to, to })).some(isPage);
  if (!isFree && !isCopy) throw new Error("--out must be a folder that is new, empty or an earlier copy");
  await cp(from, to, { recursive: true });
}

/** Servers of static files send these in place of the file. */
async function compressAgain(path: string, text: string): Promise<void> {
  for (const encoding of contentEncodings) {
    const compressed = path + fileEndings[encoding];
    if (existsSync(compressed))
      await writeFile(compressed, await compress(new TextEncoder().encode(text), encoding, brotliQuality));
  }
}
