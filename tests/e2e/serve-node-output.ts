import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { writeHostOutput } from "../../src/function/hosts/build/write-host-output.ts";

/**
 * Writes the bundled server beside an app that has been built into `<folder>/dist`, and starts it, as `npm run build` and `npm start` do.
 *
 * `node tests/e2e/serve-node-output.ts <folder>`
 */
const [directory] = process.argv.splice(2);
if (directory === undefined) throw new Error("Which folder?");
await writeHostOutput({ host: "node", variables: process.env, rootDirectory: directory });
await import(pathToFileURL(resolve(join(directory, "build", "server.mjs"))).href);
