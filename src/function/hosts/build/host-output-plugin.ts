import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";

import type { Plugin } from "vite";

import { basePath } from "../../../contract/base-path.ts";
import type { FunctionVariables } from "../../core/configuration/workos-variables.ts";
import { chooseHost } from "./choose-host.ts";
import { writeHostOutput } from "./write-host-output.ts";

/**
 * A Vite plugin that writes the output of the host that a build is for, once the app is in `dist`. Builds into another folder are
 * those of tests and benchmarks, which need only the app.
 *
 * @throws Error naming PORTICO_HOST, before anything is built
 */
export function hostOutput(variables: FunctionVariables): Plugin {
  const host = chooseHost(variables);
  let rootDirectory: string | null = null;
  return {
    name: "portico:host-output",
    apply: "build",
    configResolved: ({ root, build }) => {
      rootDirectory = resolve(root, build.outDir) === join(resolve(root, "dist"), basePath) ? root : null;
    },
    buildStart: async () => {
      // An earlier build may have been for another base path.
      if (rootDirectory !== null) await rm(join(rootDirectory, "dist"), { recursive: true, force: true });
    },
    closeBundle: {
      order: "post",
      sequential: true,
      handler: async (error?: Error) => {
        if (rootDirectory === null || error !== undefined) return;
        await writeHostOutput({ host, variables, rootDirectory });
        process.stdout.write(
          `The output is for the host ${host}; PORTICO_HOST names another: docs/deploy/README.md\n`,
        );
      },
    },
  };
}
