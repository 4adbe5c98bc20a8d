import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import { buffer } from "node:stream/consumers";
import { createInterface } from "node:readline";

import type { HostName } from "../../src/function/hosts/host-preset.ts";
import { childEnvironment } from "../../src/function/testing/child-environment.ts";

/** A request as a client sends it: the path isn't normalized, and nothing is decompressed. */
export type HostRequest = {
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** The address that the client has, whatever it claims in headers; default 192.0.2.1. */
  client?: string;
};

export type HostResponse = { status: number; headers: Headers; bytes: Buffer; text: string };

/** A host that serves its built output. */
export type RunningHost = {
  fetch: (path: string, init?: HostRequest) => Promise<HostResponse>;
  /** The console's own origin, as the function is configured. */
  origin: string;
  /** Everything that it has written to standard output and standard error. */
  readOutput: () => string;
  close: () => Promise<void>;
};

/** Starts a host's built output. A driver of another host is one more of these. */
export type HostDriver = {
  name: HostName;
  /**
   * @param directory in which the output was written, with `dist`
   * @param variables of the function
   */
  start: (directory: string, variables: Readonly<Record<string, string>>) => Promise<RunningHost>;
};

/**
 * Starts a program that prints `… port <number>` or `… :<number>…` once it listens.
 * @param addressHeader the header in which it takes the client's address, which this overwrites as the host does
 */
export async function startHost(options: {
  commandLine: readonly string[];
  cwd: string;
  variables: Readonly<Record<string, string>>;
  addressHeader: string;
  port: number;
}): Promise<RunningHost & { child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, options.commandLine, {
    cwd: options.cwd,
    env: { ...childEnvironment, ...options.variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const end = (): void => void child.kill("SIGKILL");
  process.once("exit", end);
  let output = "";
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const lines = createInterface({ input: child.stdout });
  const started = new Promise<void>((resolve, reject) => {
    lines.on("line", (line) => {
      output += `${line}\n`;
      if (line.includes("Portico is at")) resolve();
    });
    child.once("exit", () => reject(new Error(`The host did not start: ${output}`)));
  });
  await started;
  return {
    child,
    port: options.port,
    origin: options.variables["PORTICO_ORIGIN"] ?? "",
    fetch: async (path, init = {}) => await send(options.port, options.addressHeader, path, init),
    readOutput: () => output,
    close: async () => {
      process.off("exit", end);
      await stop(child);
    },
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/** @param addressHeader replaces a header of that name, whatever its case */
export async function send(
  port: number,
  addressHeader: string,
  path: string,
  { method = "GET", headers = {}, body, client = "192.0.2.1" }: HostRequest,
): Promise<HostResponse> {
  const own = Object.entries(headers).filter(([name]) => name.toLowerCase() !== addressHeader.toLowerCase());
  const sent = request({
    host: "127.0.0.1",
    port,
    method,
    path,
    agent: false,
    headers: {
      Host: "console.example.com",
      ...Object.fromEntries(own),
      [addressHeader]: client,
      ...(body !== undefined && { "Content-Length": String(Buffer.byteLength(body)) }),
    },
  });
  sent.end(body);
  const [response]: [import("node:http").IncomingMessage] = await new Promise((resolve, reject) => {
    sent.once("response", (message) => resolve([message]));
    sent.once("error", reject);
  });
  const bytes = await buffer(response);
  const received = new Headers();
  for (let index = 0; index + 1 < response.rawHeaders.length; index += 2) {
    received.append(response.rawHeaders[index] ?? "", response.rawHeaders[index + 1] ?? "");
  }
  return { status: response.statusCode ?? 0, headers: received, bytes, text: bytes.toString() };
}
