import {
  callbackFolder,
  caching,
  contentEncodings,
  hashedFolder,
  indexPath,
  pagePattern,
} from "../answer-rules.ts";
import { compress, isCompressible } from "../content-encoding.ts";
import { placePages } from "../built-files.ts";
import type { HostPreset } from "../host-preset.ts";
import { buildNginxInclude } from "./nginx-include.ts";

const folder = "build/static";
const bestBrotliQuality = 11;
const fileEndings = { br: ".br", gzip: ".gz" } as const;

/**
 * Any host of static files, with the function elsewhere on the same origin: the files with their compressed variants, `_headers` and
 * `_redirects` as several hosts read them, and an nginx include. Pages with an HTML file of their own are files at their own paths.
 */
export const staticHost: HostPreset = {
  name: "static",
  write: async ({ files: built, securityHeaders, remove, write }) => {
    const { files, pages } = placePages(built);
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
    // Without the pages: hosts that redirect from a path with the ending .html would do so for ever. Most find the files by themselves.
    await write(`${folder}/site/_redirects`, `${pagePattern} ${indexPath} 200\n`);
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
