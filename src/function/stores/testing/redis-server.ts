import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { findRedisServer } from "./find-redis-server.ts";
import { findFreePorts } from "./free-ports.ts";

/** A Redis for one test, without persistence. */
export type RedisServer = {
  /** Stays the same over a stop and a start. */
  url: string;
  start: () => Promise<void>;
  /** Kills it at once, like a crash; its data is lost. */
  stop: () => Promise<void>;
  /** Suspends it: it accepts connections and commands, but doesn't answer until it is released. */
  hold: () => void;
  release: () => void;
};

/** Time limit of a store's calls in tests about something else, which then don't depend on how fast the machine is. */
export const patientTimeLimitMs = 60_000;

/** Time limit of hooks that start a Redis, long enough to fetch one if needed. */
export const redisStartTimeoutMs = 5 * 60_000;

/**
 * Starts a Redis on a free port of this machine. If none is installed, it is fetched with apt-get as root.
 * @throws Error when none is installed and none could be fetched
 */
export async function startRedisServer(parameters: readonly string[] = []): Promise<RedisServer> {
  const path = findOrFetchRedisServer();
  const [port] = await findFreePorts(1);
  let running: ChildProcess | null = null;

  const start = async (): Promise<void> => {
    const child = spawn(
      path,
      ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", ...parameters],
      { cwd: tmpdir(), stdio: ["ignore", "pipe", "inherit"] },
    );
    await once(child, "spawn");
    running = child;
    // An aborted test run must leave no server running.
    const end = (): void => {
      child.kill("SIGKILL");
    };
    process.once("exit", end);
    child.once("exit", () => process.off("exit", end));
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (line.includes("eady to accept connections")) break;
    }
    // Keeps reading, because a full pipe would block the server.
    child.stdout.resume();
    if (child.exitCode !== null || !lines.at(-1)?.includes("eady to accept connections")) {
      throw new Error(`${path} did not start:\n${lines.join("\n")}`);
    }
  };

  await start();
  return {
    url: `redis://127.0.0.1:${String(port)}`,
    start,
    stop: async () => {
      const child = running;
      running = null;
      if (child === null || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
    hold: () => running?.kill("SIGSTOP"),
    release: () => running?.kill("SIGCONT"),
  };
}

function findHere(): string | null {
  return findRedisServer({
    named: process.env["REDIS_SERVER_PATH"],
    searchPath: process.env["PATH"] ?? "",
    exists: existsSync,
  });
}

function findOrFetchRedisServer(): string {
  const path = findHere() ?? (fetchRedisServer() ? findHere() : null);
  if (path !== null) return path;
  throw new Error(
    "There is no Redis on this machine and none could be fetched. Install redis-server or valkey-server, or set REDIS_SERVER_PATH.",
  );
}

/** Test files run in parallel; the lock lets one of them fetch while the others wait. */
function fetchRedisServer(): boolean {
  if (process.getuid?.() !== 0) return false;
  const lock = join(tmpdir(), "portico-redis-fetch.lock");
  const commands = [
    ["apt-get", "update"],
    ["apt-get", "install", "-y", "--no-install-recommends", "redis-server"],
  ];
  return commands.every(
    (command) =>
      spawnSync("flock", [lock, ...command], { stdio: "ignore", timeout: redisStartTimeoutMs / 2 }).status ===
      0,
  );
}
