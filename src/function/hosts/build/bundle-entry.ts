import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";

import { build, type Plugin } from "vite";

import { basePath } from "../../../contract/base-path.ts";

/** Large packages that only some deployments or no pages use, with what is imported of them. */
const seldomUsed = new Map([
  ["@hono/node-server", ["getRequestListener", "RequestError"]],
  ["@redis/client", ["createClient", "ErrorReply"]],
  ["nodemailer", ["createTransport"]],
  ["csv-parse/sync", ["CsvError", "parse"]],
]);

/** Packages as compressed text, kept for the next bundle of this process. */
const texts = new Map<string, Promise<string>>();

type Platform = "node" | "worker";

/**
 * A module bundled into one file with everything that it imports.
 * @param entry path of the module
 * @param platform `node` has Node's modules; `worker` has only web-standard APIs and, where it names them, Node's modules
 * @param define values by the names that they replace in the source
 * @param separate files that are bundled by themselves, by the imports that they are instead of
 */
export async function bundleEntry(
  entry: string,
  platform: Platform,
  define: Readonly<Record<string, unknown>>,
  separate: Readonly<Record<string, string>> = {},
): Promise<string> {
  const code = await bundle(entry, platform, {
    format: "es",
    define: Object.fromEntries(
      Object.entries({ ...define, "globalThis.porticoBasePath": basePath }).map(([name, value]) => [
        name,
        JSON.stringify(value),
      ]),
    ),
    plugins: [keepSeparate(separate), ...(platform === "node" ? [keepAsText(seldomUsed)] : [])],
  });
  return platform === "node" ? takeBuiltInModules(code) : code;
}

/**
 * The code with Node's modules taken from `process.getBuiltinModule` instead of imported: an import reads every member of a module,
 * and some members load other modules when they are read.
 */
export function takeBuiltInModules(code: string): string {
  const declaration = /^import\s*(?:([\w$]+)\s*,?\s*)?(?:\{([^}]*)\}\s*)?from\s*"(node:[^"]+)";?\s*/;
  let taken = "";
  let rest = code;
  for (let found = declaration.exec(rest); found !== null; found = declaration.exec(rest)) {
    const [text, whole, members, name] = found;
    const module = `process.getBuiltinModule("${name ?? ""}")`;
    if (whole !== undefined) taken += `const ${whole}=${module};`;
    if (members !== undefined) taken += `const {${members.replaceAll(/\s+as\s+/g, ":")}}=${whole ?? module};`;
    rest = rest.slice(text.length);
  }
  if (/^\s*import\b(?!\s*[.(])/.test(rest)) throw new Error(`The bundle begins with ${rest.slice(0, 80)}`);
  return `${taken}\n${rest}`;
}

async function bundle(
  entry: string,
  platform: Platform,
  options: { format: "es" | "cjs"; define?: Record<string, string>; plugins?: Plugin[] },
): Promise<string> {
  const conditions = platform === "node" ? ["node"] : ["workerd", "worker"];
  const built = await build({
    configFile: false,
    envDir: false,
    logLevel: "silent",
    resolve: { conditions: [...conditions, "import", "module", "default"] },
    ssr: { noExternal: true, target: platform === "node" ? "node" : "webworker" },
    define: options.define ?? {},
    plugins: options.plugins ?? [],
    build: {
      ssr: entry,
      write: false,
      minify: true,
      target: "es2024",
      rollupOptions: {
        ...(platform === "worker" && {
          external: [/^(?:node|cloudflare):/],
          // Without what only Node uses of the modules that hosts share.
          treeshake: { moduleSideEffects: false },
        }),
        output: { format: options.format, codeSplitting: false },
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

function keepSeparate(files: Readonly<Record<string, string>>): Plugin {
  return {
    name: "portico:keep-separate",
    enforce: "pre",
    resolveId: (source) => {
      const file = files[source];
      return file === undefined ? null : { id: file, external: true };
    },
  };
}

/**
 * A plugin that keeps packages as compressed text in the bundle, and compiles one when it is first imported. The engine reads through
 * all code of a file at its start, which would take longer than everything else there.
 */
function keepAsText(packages: ReadonlyMap<string, readonly string[]>): Plugin {
  const prefix = "\0text:";
  return {
    name: "portico:keep-as-text",
    enforce: "pre",
    resolveId: (source) => (packages.has(source) ? `${prefix}${source}` : null),
    load: async (id) => {
      const name = id.startsWith(prefix) ? id.slice(prefix.length) : "";
      const members = packages.get(name);
      if (members === undefined) return null;
      const text = texts.get(name) ?? compressPackage(name);
      texts.set(name, text);
      return `import { createRequire } from "node:module";
import { compileFunction } from "node:vm";
import { brotliDecompressSync } from "node:zlib";
const code = brotliDecompressSync(Buffer.from(${JSON.stringify(await text)}, "base64")).toString();
const module = { exports: {} };
const compiled = compileFunction(code, ["module", "exports", "require"], { filename: ${JSON.stringify(name)} });
compiled(module, module.exports, createRequire(import.meta.url));
export const { ${members.join(", ")} } = module.exports;
`;
    },
  };
}

async function compressPackage(name: string): Promise<string> {
  const code = await bundle(fileURLToPath(import.meta.resolve(name)), "node", { format: "cjs" });
  return brotliCompressSync(code).toString("base64");
}
