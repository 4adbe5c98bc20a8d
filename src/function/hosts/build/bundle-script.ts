import { createHash } from "node:crypto";
import { basename } from "node:path";

import { build } from "vite";

import { basePath } from "../../../contract/base-path.ts";

/** A classic script of a build, for a place where a page must not wait for a module. */
export type BuiltScript = { fileName: string; code: string };

/** The script of a source file and of everything it imports, in one file that has its hash in its name. */
export async function bundleScript(entry: string, isMinified: boolean): Promise<BuiltScript> {
  const result = await build({
    configFile: false,
    envFile: false,
    publicDir: false,
    logLevel: "error",
    define: { "globalThis.porticoBasePath": JSON.stringify(basePath) },
    build: {
      write: false,
      minify: isMinified,
      modulePreload: false,
      rolldownOptions: {
        input: entry,
        output: { format: "iife" },
        // Of a module that has other readers too, only what this script needs.
        treeshake: { moduleSideEffects: (id) => id === entry, propertyReadSideEffects: false },
      },
    },
  });
  const outputs = Array.isArray(result) ? result : [result];
  const chunk = outputs
    .flatMap((output) => ("output" in output ? output.output : []))
    .find((output) => output.type === "chunk");
  if (chunk === undefined) throw new Error(`${entry} makes no script`);
  const hash = createHash("sha256").update(chunk.code).digest("base64url").slice(0, 8);
  return { fileName: `assets/${basename(entry, ".ts")}-${hash}.js`, code: chunk.code };
}
