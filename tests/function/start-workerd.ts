import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { createRequire } from "node:module";
import { join } from "node:path";

import * as v from "valibot";

/** The executable. Not imported: vitest and Node take a CommonJS module's default for different things. */
export const { default: workerdPath } = v.parse(
  v.object({ default: v.string() }),
  createRequire(import.meta.url)("workerd"),
);

/** A running workerd. */
export type Workerd = {
  /** The address of a socket. */
  originOf: (socketName: string) => string;
  stop: () => Promise<void>;
};

/** In a configuration: the path of an empty folder for Durable Objects. workerd has SQL for those on a disk only. */
export const objectsFolder = "%objects%";

const listenSchema = v.object({ event: v.literal("listen"), socket: v.string(), port: v.number() });

/**
 * Starts workerd, and resolves once every socket of its configuration listens.
 *
 * @param config in Cap'n Proto; its sockets listen on 127.0.0.1
 * @param files that it embeds, by name
 * @param onOutput gets what workers log; this process's own output when absent
 * @throws Error when it ends before
 */
export async function startWorkerd(
  config: string,
  files: Readonly<Record<string, string>>,
  onOutput?: (text: string) => void,
): Promise<Workerd> {
  const directory = await mkdtemp(join(tmpdir(), "portico-workerd-"));
  const objectsDirectory = join(directory, "objects");
  await mkdir(objectsDirectory);
  const written = config.replaceAll(objectsFolder, objectsDirectory);
  await Promise.all(
    Object.entries({ ...files, "config.capnp": written }).map(async ([name, text]) => {
      await writeFile(join(directory, name), text);
    }),
  );
  const output = onOutput === undefined ? "inherit" : "pipe";
  const child = spawn(
    workerdPath,
    ["serve", join(directory, "config.capnp"), "--control-fd=3", "--experimental"],
    {
      stdio: ["ignore", output, output, "pipe"],
    },
  );
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => onOutput?.(text));
  }
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  // It would outlive this process.
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  const stop = async (): Promise<void> => {
    process.off("exit", kill);
    kill();
    await ended;
    await rm(directory, { recursive: true, force: true });
  };

  const ports = new Map<string, number>();
  const socketCount = config.match(/address = "127\.0\.0\.1:/g)?.length ?? 0;
  const control = child.stdio[3];
  if (control === null || control === undefined || !("setEncoding" in control))
    throw new Error("workerd has no control channel");
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`workerd ended with ${String(code)}`)));
    let rest = "";
    control.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const message = v.safeParse(listenSchema, JSON.parse(line));
        if (message.success) ports.set(message.output.socket, message.output.port);
      }
      if (ports.size >= socketCount) resolve();
    });
  });
  return {
    stop,
    originOf: (socketName) => {
      const port = ports.get(socketName);
      if (port === undefined) throw new Error(`No socket is called ${socketName}`);
      return `http://127.0.0.1:${String(port)}`;
    },
  };
}
