import { existsSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";

import type { OwnOrigins } from "../../../contract/own-origin.ts";
import { describeForeignWorkos } from "../../../contract/same-site.ts";
import { createBackgroundTasks } from "../background-tasks.ts";
import { indexPath } from "../answer-rules.ts";
import { readBuildBlock, readBuiltFiles } from "../built-files.ts";
import { createCounterStore } from "../../stores/create-counter-store.ts";
import { requireReachableStore } from "../../stores/require-reachable-store.ts";
import type { FunctionVariables } from "../../core/configuration/workos-variables.ts";
import { parseClientAddressHeader, socketAddressHeader } from "../client-address-header.ts";
import { readVariables } from "../environment-files.ts";
import { openFeatures } from "../features.ts";
import { createPorticoServer } from "../node-server.ts";
import { stampBlock } from "../stamped-block.ts";
import { parseStartVariables } from "../start-variables.ts";
import { writeLogLine } from "../write-log-line.ts";
import { stopOnSignal } from "./stop-on-signal.ts";

/** The folder with `dist` and `.env`: the bundle is one below it, in `build`, and this file is four. */
const rootDirectory = resolve(
  import.meta.dirname,
  import.meta.filename.endsWith(".ts") ? "../../../.." : "..",
);

await start().catch((error: unknown) => {
  process.stderr.write(`Portico did not start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

/** Serves a build (`dist`, or the folder on the command line) and the function on `PORT` (4300) of `HOST` (localhost). */
async function start(): Promise<void> {
  const distDirectory = resolve(process.argv[2] ?? join(rootDirectory, "dist"));
  if (!existsSync(join(distDirectory, indexPath))) {
    throw new Error(`there is no ${indexPath.slice(1)} in ${distDirectory}; run npm run build first`);
  }
  const variables = readVariables("production", rootDirectory);
  const { port, host, ownOrigin, ownOrigins, counterPlace } = parseStartVariables(variables);

  const features = await openFeatures({
    variables,
    baseDirectory: rootDirectory,
    fetch,
    now: Date.now,
    writeLog: (level, event) => writeLogLine({ ...event, level, atMs: Date.now() }),
  });

  const files = await readBuiltFiles(distDirectory);
  const built = readBuildBlock(files);
  warnOfForeignWorkos(stampBlock(built, variables, ownOrigins).workosOrigin, ownOrigins);
  const counterStore = await createCounterStore(counterPlace);
  const tasks = createBackgroundTasks();
  const server = createPorticoServer({
    files,
    variables,
    ownOrigin,
    writeLog: writeLogLine,
    counterStore,
    features,
    scope: tasks,
  });
  await requireReachableStore(counterStore);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        new Error(`PORT ${String(port)} of HOST ${host} can't be used (${error.code ?? error.message})`),
      );
    });
    server.listen(port, host, resolve);
  });
  stopOnSignal(server, tasks);
  warnOfSharedAddress(variables, ownOrigin);
  process.stdout.write(`Portico is at ${ownOrigin}${describeListening(server.address(), ownOrigin)}\n`);
}

/** Browsers may not send the cookie that keeps an AuthKit session to another site. */
function warnOfForeignWorkos(workosOrigin: string | null, { listed }: OwnOrigins): void {
  if (workosOrigin === null) return;
  for (const ownOrigin of listed) {
    const warning = describeForeignWorkos(ownOrigin.replace("*", "preview"), workosOrigin);
    if (warning !== null) process.stderr.write(`Warning: ${warning}\n`);
  }
}

/** This server has no TLS, so an https origin means a proxy in front, whose address every client then has. */
function warnOfSharedAddress(variables: FunctionVariables, ownOrigin: string): void {
  if (!ownOrigin.startsWith("https:")) return;
  if (parseClientAddressHeader(variables) !== socketAddressHeader) return;
  const remedy =
    "Every client has the address of the proxy, so all share their limits. Set PORTICO_CLIENT_ADDRESS_HEADER to the header that the proxy overwrites with the client's address";
  writeLogLine({ level: "warn", atMs: Date.now(), event: "client_address_shared", remedy });
}

/** A suffix that names the address listened on, when it differs from the public origin (behind a proxy). */
function describeListening(address: AddressInfo | string | null, ownOrigin: string): string {
  if (address === null || typeof address === "string") return "";
  return new URL(ownOrigin).port === String(address.port)
    ? ""
    : ` (listening on port ${String(address.port)})`;
}
