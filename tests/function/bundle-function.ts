import { build } from "vite";

/** A module bundled for a host with only web-standard APIs, minified with everything that it imports. */
export type FunctionBundle = {
  code: string;
  /** Bytes before minifying, by package; the project's own code under `src`. */
  bytesByPackage: Map<string, number>;
};

/** @param entry path of the module */
export async function bundleFunction(entry: string): Promise<FunctionBundle> {
  const built = await build({
    configFile: false,
    logLevel: "silent",
    resolve: { conditions: ["workerd", "worker", "import", "module", "default"] },
    ssr: { noExternal: true, target: "webworker" },
    build: {
      ssr: entry,
      write: false,
      minify: true,
      target: "es2024",
      rollupOptions: { external: /^cloudflare:/, output: { codeSplitting: false } },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (output === undefined || !("output" in output)) throw new Error("The build gave no output");
  const chunks = output.output.filter((file) => file.type === "chunk");
  const [chunk] = chunks;
  if (chunk === undefined || chunks.length !== 1) throw new Error("The build gave more than one module");
  const bytesByPackage = new Map<string, number>();
  for (const [path, { renderedLength }] of Object.entries(chunk.modules)) {
    const name = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? "src";
    bytesByPackage.set(name, (bytesByPackage.get(name) ?? 0) + renderedLength);
  }
  return { code: chunk.code, bytesByPackage };
}
