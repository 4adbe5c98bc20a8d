import { basePath } from "../../../contract/base-path.ts";
import {
  callbackFolder,
  caching,
  functionPath,
  hashedFolder,
  indexPath,
  unservedMethods,
} from "../answer-rules.ts";
import { placePages } from "../built-files.ts";
import type { HostPreset } from "../host-preset.ts";
import { refuseMemoryCounters } from "../shared-counters.ts";

const folder = ".vercel/output";

/**
 * Vercel's Build Output API, version 3 (https://vercel.com/docs/build-output-api): the files, one Node function, and the routes. Pages
 * with an HTML file of their own are files at their own paths.
 * Vercel compresses by itself and adds entity tags.
 */
export const vercel: HostPreset = {
  name: "vercel",
  write: async (build) => {
    const { variables, securityHeaders, bundle, remove, write } = build;
    refuseMemoryCounters(variables, "Vercel");
    await remove(folder);
    const { files, pages } = placePages(build.files);
    for (const [path, { bytes }] of files) await write(`${folder}/static${path}`, bytes);
    await write(`${folder}/functions${functionPath}.func/index.mjs`, await bundle("vercel/entry.ts", "node"));
    await write(`${folder}/functions${functionPath}.func/.vc-config.json`, toJson(functionConfiguration));
    await write(
      `${folder}/config.json`,
      toJson({
        version: 3,
        routes: buildRoutes([...files.keys(), ...pages], securityHeaders),
        // The files are at these paths, and not at those with their ending.
        overrides: Object.fromEntries(
          pages.map((path) => [
            `${path.slice(1)}.html`,
            { path: path.slice(1), contentType: files.get(`${path}.html`)?.contentType },
          ]),
        ),
      }),
    );
  },
};

const functionConfiguration = {
  runtime: "nodejs24.x",
  handler: "index.mjs",
  launcherType: "Nodejs",
  shouldAddHelpers: false,
  supportsResponseStreaming: true,
};

/** In Vercel's order. A `src` is a regular expression for the whole path. */
function buildRoutes(paths: readonly string[], securityHeaders: Readonly<Record<string, string>>): unknown[] {
  const toFunction = { dest: functionPath, caseSensitive: true };
  const names = paths
    .filter((path) => !path.startsWith(hashedFolder))
    .map((path) => path.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return [
    { src: `${functionPath}(?:/.*)?`, ...toFunction },
    // Vercel's own answer for its files has no headers of ours.
    {
      src: `(?:${[`${basePath}/`, `${hashedFolder}.*`, ...names].join("|")})`,
      methods: unservedMethods,
      ...toFunction,
    },
    { src: "/.*", headers: { ...securityHeaders, "Cache-Control": caching.page }, continue: true },
    { src: `${callbackFolder}.*`, headers: { "Cache-Control": caching.callback }, continue: true },
    { handle: "filesystem" },
    // The rewrites of vercel.json come first here: a team's API takes every method.
    { src: "/.*", methods: unservedMethods, ...toFunction },
    // The function answers 404, with headers of its own.
    { src: `${hashedFolder.slice(0, -1)}(?:/.*)?`, ...toFunction },
    {
      src: `${basePath}(?:/.*)?`,
      has: [{ type: "header", key: "accept", value: ".*text/html.*" }],
      dest: indexPath,
    },
    // As for a navigation, where the path can't be that of a file.
    { src: `${basePath}(?:/(?:[^./][^/]*/)*[^./]*)?`, dest: indexPath },
    { src: "/.*", ...toFunction },
    { handle: "hit" },
    {
      src: `${hashedFolder}.*`,
      headers: { "Cache-Control": caching.hashed },
      continue: true,
      important: true,
    },
  ];
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
