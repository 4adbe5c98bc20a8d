import {
  callbackFolder,
  caching,
  contentEncodings,
  hashedFolder,
  indexPath,
  ownPages,
  pagePattern,
} from "../answer-rules.ts";
import { compress, isCompressible } from "../content-encoding.ts";
import type { HostPreset } from "../host-preset.ts";
import { buildNginxInclude } from "./nginx-include.ts";

const folder = "build/static";
const bestBrotliQuality = 11;
const fileEndings = { br: ".br", gzip: ".gz" } as const;

/**
 * Any host of static files, with the function elsewhere on the same origin: the files with their compressed variants, `_headers` and
 * `_redirects` as several hosts read them, and an nginx include.
 */
export const staticHost: HostPreset = {
  name: "static",
  write: async ({ files, securityHeaders, remove, write }) => {
    await remove("build");
    for (const [path, { bytes, contentType }] of files) {
      await write(`${folder}/site${path}`, bytes);
      if (!isCompressible(contentType, bytes)) continue;
      for (const encoding of contentEncodings) {
        const compressed = await compress(bytes, encoding, bestBrotliQuality);
        await write(`${folder}/site${path}${fileEndings[encoding]}`, compressed);
      }
    }
    await write(`${folder}/site/_headers`, buildHeadersFile([...files.keys()], securityHeaders));
    const pages = ownPages.filter(({ filePath }) => files.has(filePath));
    const rewrites = [
      ...pages.flatMap(({ filePath, paths }) => paths.map((path) => `${path} ${filePath} 200`)),
      `${pagePattern} ${indexPath} 200`,
    ];
    await write(`${folder}/site/_redirects`, `${rewrites.join("\n")}\n`);
    await write(`${folder}/nginx.conf`, buildNginxInclude(pages, securityHeaders));
  },
};

function buildHeadersFile(
  paths: readonly string[],
  securityHeaders: Readonly<Record<string, string>>,
): string {
  const rules: [string, Readonly<Record<string, string>>][] = [
    ["/*", securityHeaders],
    [`${callbackFolder}*`, { "Cache-Control": caching.callback }],
    // File by file: a rule for the folder would also be that of its 404, which must not be cached.
    ...paths
      .filter((path) => path.startsWith(hashedFolder))
      .map((path): [string, Record<string, string>] => [path, { "Cache-Control": caching.hashed }]),
  ];
  return rules
    .map(([path, headers]) => [
      path,
      ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`),
      "",
    ])
    .flat()
    .join("\n");
}
