import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { findFreePorts } from "../../src/function/stores/testing/free-ports.ts";
import { childEnvironment } from "../../src/function/testing/child-environment.ts";
import { testSealingKeys } from "../../src/function/testing/test-keys.ts";
import { workerdPath } from "../function/start-workerd.ts";
import { writeWorkerdPrograms } from "./workerd-programs.ts";

// `npm run bench:start [-- <runs>]`: how long the built server takes from its start to its first answers, as a ratio to a server that
// does nothing on the same runtime. Both start in turn, each with an empty cache of compiled code.

/** One server and the bare one that it is compared with. */
type Comparison = {
  name: string;
  highestRatio: number;
  built: StartedProgram;
  bare: StartedProgram;
};

/** A program that listens on a port, which it reads from `PORT` or its command line, writes something to standard output then, and answers `/`. */
type StartedProgram = { command: string; commandLine: (port: number) => readonly string[]; cwd: string };

const projectDirectory = join(import.meta.dirname, "..", "..");
const runs = Number(process.argv[2] ?? "15");
if (!Number.isInteger(runs) || runs < 1) throw new Error("How many runs?");

const directory = await mkdtemp(join(tmpdir(), "portico-start-"));
for (const folder of ["dist", "build"]) {
  await cp(join(projectDirectory, folder), join(directory, folder), { recursive: true });
}
await writeFile(
  join(directory, "bare.mjs"),
  'import { createServer } from "node:http";\ncreateServer((_, answer) => answer.end("bare")).listen(Number(process.env.PORT), "127.0.0.1", () => console.log("listening"));\n',
);

const workers = await writeWorkerdPrograms(directory, testSealingKeys);
const comparisons: readonly Comparison[] = [
  {
    name: "Node",
    highestRatio: 1.6,
    built: { command: process.execPath, commandLine: () => ["build/server.mjs"], cwd: directory },
    bare: { command: process.execPath, commandLine: () => ["bare.mjs"], cwd: directory },
  },
  {
    name: "workerd",
    highestRatio: 1.3,
    built: serveInWorkerd(workers.built),
    bare: serveInWorkerd(workers.bare),
  },
];

for (const { name, highestRatio, built, bare } of comparisons) {
  const times: { built: number[]; bare: number[] } = { built: [], bare: [] };
  // The first of each only warms the file system's cache.
  for (let run = 0; run <= runs; run += 1) {
    const bareMs = await measureStart(bare);
    const builtMs = await measureStart(built);
    if (run === 0) continue;
    times.bare.push(bareMs);
    times.built.push(builtMs);
  }
  const [builtMs, bareMs] = [findMedian(times.built), findMedian(times.bare)];
  // Of each pair, because what else the machine does changes during the run.
  const ratio = findMedian(times.built.map((ms, run) => ms / (times.bare[run] ?? Number.NaN)));
  process.stdout.write(
    `${name}: ${ratio.toFixed(2)} times a bare server (${builtMs.toFixed(0)} ms to ${bareMs.toFixed(0)} ms, medians of ${String(runs)}); at most ${String(highestRatio)}\n`,
  );
  if (ratio > highestRatio) process.exitCode = 1;
}
await rm(directory, { recursive: true });

/** workerd reports on standard output that it listens. */
function serveInWorkerd(config: string): StartedProgram {
  return {
    command: workerdPath,
    commandLine: (port) => [
      "serve",
      config,
      `--socket-addr=http=127.0.0.1:${String(port)}`,
      "--control-fd=1",
    ],
    cwd: directory,
  };
}

/** Milliseconds from the start of the process to the answer of `/`. */
async function measureStart({ command, commandLine, cwd }: StartedProgram): Promise<number> {
  const [port = 0] = await findFreePorts(1);
  const startedAtMs = performance.now();
  const child = spawn(command, commandLine(port), {
    cwd,
    env: {
      PATH: childEnvironment.PATH,
      PORT: String(port),
      HOST: "127.0.0.1",
      PORTICO_KEYS: testSealingKeys,
      WORKOS_API_KEY: "sk_test_1",
      WORKOS_CLIENT_ID: "client_1",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const isListening = await Promise.race([once(child.stdout, "data"), exited.then(() => null)]);
  if (isListening === null) throw new Error(`${command} ${commandLine(port).join(" ")} did not start`);
  await ask(port);
  const elapsedMs = performance.now() - startedAtMs;
  child.kill("SIGKILL");
  await exited;
  return elapsedMs;
}

async function ask(port: number): Promise<void> {
  const asked = request({
    host: "127.0.0.1",
    port,
    path: "/",
    agent: false,
    headers: { Accept: "text/html" },
  });
  asked.end();
  const [response]: unknown[] = await once(asked, "response");
  if (!(response instanceof IncomingMessage)) throw new Error("There is no answer");
  response.resume();
  await once(response, "end");
}

function findMedian(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
