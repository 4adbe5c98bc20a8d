import { existsSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";

import { describeForeignWorkos } from "../../contract/same-site.ts";
import { parseCounterPlace } from "../stores/counter-place.ts";
import { parseOwnOrigin } from "../core/configuration/own-origin.ts";
import { readBuiltFiles } from "./built-files.ts";
import { createCounterStore } from "../stores/create-counter-store.ts";
import { openFeatures } from "./features.ts";
import { createPorticoServer } from "./node-server.ts";
import { readStampedWorkosOrigin } from "./stamped-workos-origin.ts";
import { writeLogLine } from "./write-log-line.ts";

const projectDirectory = join(import.meta.dirname, "..", "..", "..");
/** Pending requests get this long to finish after SIGTERM. */
const shutdownTimeoutMs = 10_000;

await start().catch((error: unknown) => {
  process.stderr.write(`Portico did not start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

/** Serves a build (`dist`, or the folder on the command line) and the function on `PORT` (4300) of `HOST` (localhost). */
async function start(): Promise<void> {
  const variablesFile = join(projectDirectory, ".env");
  if (existsSync(variablesFile)) process.loadEnvFile(variablesFile);

  const distDirectory = resolve(process.argv[2] ?? join(projectDirectory, "dist"));
  if (!existsSync(join(distDirectory, "index.html"))) {
    throw new Error(`there is no index.html in ${distDirectory}; run npm run build first`);
  }
  const port = parsePort(process.env["PORT"]?.trim() || "4300");
  const host = process.env["HOST"]?.trim() || "localhost";
  const origin = process.env["PORTICO_ORIGIN"]?.trim();
  const ownOrigin = origin ? parseOwnOrigin(origin) : `http://localhost:${String(port)}`;
  const counterPlace = parseCounterPlace(process.env, ownOrigin);

  const features = await openFeatures({
    variables: process.env,
    baseDirectory: projectDirectory,
    fetch,
    now: Date.now,
    writeLog: (level, event) => writeLogLine({ ...event, level, atMs: Date.now() }),
  });

  const files = await readBuiltFiles(distDirectory);
  const indexHtml = new TextDecoder().decode(files.get("/index.html")?.bytes);
  const workosOrigin = readStampedWorkosOrigin(indexHtml, ownOrigin);
  const warning = workosOrigin === null ? null : describeForeignWorkos(ownOrigin, workosOrigin);
  if (warning !== null) process.stderr.write(`Warning: ${warning}\n`);

  const server = createPorticoServer({
    files,
    variables: process.env,
    ownOrigin,
    writeLog: writeLogLine,
    counterStore: createCounterStore(counterPlace),
    features,
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  process.stdout.write(`Portico is at ${ownOrigin}${describeListening(server.address(), ownOrigin)}\n`);

  const stop = (): void => {
    // Exits once the last request is answered: retrying a sign-out at WorkOS in the background may take minutes.
    server.close(() => process.exit());
    server.closeIdleConnections();
    setTimeout(() => {
      server.closeAllConnections();
    }, shutdownTimeoutMs).unref();
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^[0-9]+$/.test(text) || port < 1 || port > 65_535) {
    throw new Error("PORT must be a number from 1 to 65535");
  }
  return port;
}

/** A suffix that names the address listened on, when it differs from the public origin (behind a proxy). */
function describeListening(address: AddressInfo | string | null, ownOrigin: string): string {
  if (address === null || typeof address === "string") return "";
  return new URL(ownOrigin).port === String(address.port)
    ? ""
    : ` (listening on port ${String(address.port)})`;
}
