import {
  callbackFolder,
  caching,
  functionPath,
  hashedFolder,
  indexPath,
  ownPages,
  pagePattern,
  unservedMethods,
} from "../answer-rules.ts";
import type { HostPreset } from "../host-preset.ts";
import { refuseMemoryCounters } from "../shared-counters.ts";

const folder = ".netlify/v1";
const calls = [functionPath, `${functionPath}/*`];

/**
 * Netlify's Frameworks API (https://docs.netlify.com/frameworks-api/): functions, headers and the rewrite of deep links, beside the
 * files in `dist`. Netlify compresses by itself and adds entity tags; its pages are revalidated by default.
 */
export const netlify: HostPreset = {
  name: "netlify",
  write: async ({ variables, files, securityHeaders, bundle, remove, write }) => {
    refuseMemoryCounters(variables, "Netlify");
    await remove(folder);
    const code = await bundle("netlify/entry.ts", "node");
    const writeFunction = async (name: string, config: object): Promise<void> => {
      // Netlify reads `config` from the source, so it is there word for word.
      const common = { name, generator: "Portico", nodeBundler: "none", includedFiles: ["**"] };
      const source = `${code}\nexport const config = ${JSON.stringify({ ...common, ...config })};\n`;
      await write(`${folder}/functions/${name}/${name}.mjs`, source);
    };
    // Missing assets too: headers of files don't apply to a function's answers, so a 404 isn't cached for a year.
    await writeFunction("portico", {
      path: [...calls, hashedFolder.slice(0, -1), `${hashedFolder}*`],
      preferStatic: true,
    });
    const others = listRules(new TextDecoder().decode(files.get("/_redirects")?.bytes));
    const excludedPath = [...calls, ...others];
    await writeFunction("portico-methods", { path: "/*", excludedPath, method: unservedMethods });
    const configuration = {
      headers: [
        { for: "/*", values: securityHeaders },
        { for: `${callbackFolder}*`, values: { "Cache-Control": caching.callback } },
        // File by file: a rule for the folder would also be that of its 404.
        ...[...files.keys()]
          .filter((path) => path.startsWith(hashedFolder))
          .map((path) => ({ for: path, values: { "Cache-Control": caching.hashed } })),
      ],
      redirects: [
        ...ownPages
          .filter(({ filePath }) => files.has(filePath))
          .flatMap(({ filePath, paths }) => [
            // Both by force, because there is a file, which Netlify may take for the one at the path without the ending.
            ...paths.map((from) => ({ from, to: filePath, status: 200, force: true })),
            { from: filePath, to: indexPath, status: 200, force: true },
          ]),
        { from: pagePattern, to: indexPath, status: 200 },
      ],
    };
    await write(`${folder}/config.json`, `${JSON.stringify(configuration, null, 2)}\n`);
  },
};

/** The paths of the team's own rules: functions come before them, and would answer 405 in place of a team's API. */
function listRules(text: string): string[] {
  const paths = text.split("\n").map((line) => line.trim().split(/\s+/)[0] ?? "");
  return paths.filter((path) => path.startsWith("/") && path !== "/*");
}
