import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { parseOwnOrigin } from "../../../contract/own-origin.ts";
import { readVariable } from "../../../contract/variables.ts";
import type { FunctionVariables } from "../../core/configuration/workos-variables.ts";
import { readBuildBlock, readBuiltFiles } from "../built-files.ts";
import { parseContentOrigins } from "../content-origins.ts";
import type { HostName } from "../host-preset.ts";
import { buildSecurityHeaders } from "../security-headers.ts";
import { findWorkosOrigin } from "../stamped-block.ts";
import { bundleEntry } from "./bundle-entry.ts";
import { findPreset } from "./presets.ts";

const distFolder = "dist";

/** Of a host that is known only when it starts: hosts that build without an origin have https. */
const unknownOrigin = "https://console.invalid";

/**
 * Writes what a host picks up by itself, from the app's files in `dist`.
 *
 * @param options.rootDirectory where `dist` is, and where the output is written
 * @throws Error naming the variable that is wrong for the host
 */
export async function writeHostOutput(options: {
  host: HostName;
  variables: FunctionVariables;
  rootDirectory: string;
}): Promise<void> {
  const { host, variables, rootDirectory } = options;
  const files = await readBuiltFiles(join(rootDirectory, distFolder));
  const block = readBuildBlock(files);
  const ownOrigin = parseOwnOrigin(readVariable(variables, "PORTICO_ORIGIN") ?? unknownOrigin);
  const workosOrigin = findWorkosOrigin(block, ownOrigin);
  const contentOrigins = parseContentOrigins(variables);
  await findPreset(host).write({
    variables,
    files,
    block,
    securityHeaders: buildSecurityHeaders({ ownOrigin, workosOrigin, contentOrigins }),
    distFolder,
    bundle: async (entry, platform, define) =>
      await bundleEntry(join(import.meta.dirname, "..", entry), platform, {
        builtConfigBlock: block,
        ...define,
      }),
    remove: async (path) => {
      await rm(join(rootDirectory, path), { recursive: true, force: true });
    },
    write: async (path, content) => {
      const file = join(rootDirectory, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    },
  });
}
