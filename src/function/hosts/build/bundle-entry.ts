import { build } from "vite";

import { basePath } from "../../../contract/base-path.ts";

/**
 * A module bundled into one file with everything that it imports.
 * @param entry path of the module
 * @param platform `node` has Node's modules; `worker` has only web-standard APIs and, where it names them, Node's modules
 * @param define values by the names that they replace in the source
 */
export async function bundleEntry(
  entry: string,
  platform: "node" | "worker",
  define: Readonly<Record<string, unknown>>,
): Promise<string> {
  const conditions = platform === "node" ? ["node"] : ["workerd", "worker"];
  const built = await build({
    configFile: false,
    envDir: false,
    logLevel: "silent",
    resolve: { conditions: [...conditions, "import", "module", "default"] },
    ssr: { noExternal: true, target: platform === "node" ? "node" : "webworker" },
    define: Object.fromEntries(
      Object.entries({ ...define, "globalThis.porticoBasePath": basePath }).map(([name, value]) => [
        name,
        JSON.stringify(value),
      ]),
    ),
    build: {
      ssr: entry,
      write: false,
      minify: true,
      target: "es2024",
      rollupOptions: {
        ...(platform === "worker" && { external: [/^(?:node|cloudflare):/] }),
        output: { format: "es", codeSplitting: false },
      },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (output === undefined || !("output" in output)) throw new Error(`Bundling ${entry} gave no output`);
  const chunks = output.output.filter((file) => file.type === "chunk");
  const [chunk] = chunks;
  if (chunk === undefined || chunks.length !== 1)
    throw new Error(`Bundling ${entry} gave more than one file`);
  return chunk.code;
}
