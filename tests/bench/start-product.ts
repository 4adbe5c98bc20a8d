import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { wait } from "../../src/function/core/feature/environment.ts";
import { childEnvironment } from "../../src/function/testing/child-environment.ts";
import { benchDirectory, projectDirectory } from "./install-peers.ts";

const startTimeoutMs = 60_000;

/** Variables that a developer's own `.env` must not set. */
const unset = {
  VITE_WORKOS_CLIENT_ID: "",
  VITE_WORKOS_API_URL: "",
  VITE_WORKOS_REDIRECT_URI: "",
  WORKOS_API_KEY: "",
  WORKOS_CLIENT_ID: "",
  WORKOS_API_URL: "",
  PORTICO_BASE_PATH: "",
  PORTICO_HOST: "",
  PORTICO_ORIGIN: "",
  REDIS_URL: "",
};

export type Variables = Readonly<Record<string, string>>;

/**
 * Builds the app for production into a folder of `.bench`.
 * @returns that folder
 */
export async function buildApp(directory: string, variables: Variables): Promise<string> {
  const outDirectory = join(benchDirectory, directory);
  const vite = spawn(
    process.execPath,
    [
      join(projectDirectory, "node_modules/vite/bin/vite.js"),
      "build",
      "--logLevel=error",
      "--emptyOutDir",
      `--outDir=${outDirectory}`,
    ],
    {
      cwd: projectDirectory,
      env: { ...childEnvironment, ...unset, ...variables },
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  const [exitCode] = await once(vite, "exit");
  if (exitCode !== 0) throw new Error("The build failed");
  return outDirectory;
}

/** Builds the app and starts its own server, as `npm run build` and `npm start` do. It listens on `PORT`. */
export async function startProduct(directory: string, variables: Variables): Promise<ChildProcess> {
  await buildApp(join(directory, "dist"), variables);
  const server = startNode(["tests/e2e/serve-node-output.ts", join(benchDirectory, directory)], variables);
  await awaitAnswer(`http://localhost:${variables["PORT"] ?? ""}/api/health`);
  return server;
}

/** Starts a program in a process of its own, whose lines nobody reads. */
export function startNode(commandLine: readonly string[], variables: Variables): ChildProcess {
  const child = spawn(process.execPath, commandLine, {
    cwd: projectDirectory,
    env: { ...childEnvironment, ...unset, ...variables },
    stdio: ["ignore", "ignore", "inherit"],
  });
  process.once("exit", () => child.kill());
  return child;
}

export async function awaitAnswer(url: string): Promise<void> {
  const deadlineMs = Date.now() + startTimeoutMs;
  for (;;) {
    const isAnswered = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isAnswered) return;
    if (Date.now() > deadlineMs) throw new Error(`Nothing answers at ${url}`);
    await wait(100);
  }
}
