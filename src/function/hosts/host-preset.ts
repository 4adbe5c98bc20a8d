import type { PublicConfigBlock } from "../../contract/public-config-block.ts";
import type { FunctionVariables } from "../core/configuration/workos-variables.ts";
import type { BuiltFiles } from "./built-files.ts";

/** The hosts that `npm run build` writes for. */
export const hostNames = ["node", "vercel", "netlify", "cloudflare", "lambda", "static"] as const;

export type HostName = (typeof hostNames)[number];

/** How the output of one host is written: what the host picks up by itself. One file a host: `<host>/preset.ts`. */
export type HostPreset = { name: HostName; write: (build: HostBuild) => Promise<void> };

/** A finished build of the app, and what a preset needs to write the rest. */
export type HostBuild = {
  variables: FunctionVariables;
  /** The files of the app by URL path, with their content types and entity tags. */
  files: BuiltFiles;
  /** The configuration block of its `index.html`. */
  block: PublicConfigBlock;
  /** Of every answer, from the one definition; those of the function's own answers are stricter. */
  securityHeaders: Readonly<Record<string, string>>;
  /**
   * A module bundled into one file with everything that it imports. `builtConfigBlock` in it is the configuration block.
   * @param entry path of the module, relative to `src/function/hosts`
   * @param platform which built-in modules and which variants of packages it gets
   * @param define further values, by the names that they replace in the source
   * @param separate files that are bundled by themselves, by the imports that they are instead of
   */
  bundle: (
    entry: string,
    platform: "node" | "worker",
    define?: Readonly<Record<string, unknown>>,
    separate?: Readonly<Record<string, string>>,
  ) => Promise<string>;
  /** The folder that the app's files are in, relative to the project's root: `dist`. */
  distFolder: string;
  /** Removes a file or folder of an earlier build; the path is relative to the project's root. */
  remove: (path: string) => Promise<void>;
  /** Writes a file, and the folders that it is in; the path is relative to the project's root. */
  write: (path: string, content: string | Uint8Array) => Promise<void>;
};
