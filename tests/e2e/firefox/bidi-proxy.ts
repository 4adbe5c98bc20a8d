#!/usr/bin/env node
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

import * as v from "valibot";
import { type RawData, WebSocket } from "ws";

import { overrideColorScheme, parseMediaFeaturesCommand, type RunCommand } from "./color-scheme.ts";
import { findFirefox, readFirefoxPlaces } from "./firefox.ts";
import { insertTextThroughTheEditor } from "./insert-text.ts";
import { addBody, dropBodyHeader, keepRequestBodies, parseEventWithBody } from "./request-bodies.ts";
import { openWebSocketDoor } from "./websocket-door.ts";

/**
 * Started by Playwright in Firefox's place: starts the system's Firefox with the same arguments and stands between the two, so
 * that the one command which this Firefox lacks is answered (`color-scheme.ts`), fields are filled as a person fills them
 * (`insert-text.ts`) and tests can read what requests carry (`request-bodies.ts`). Everything else passes as it is.
 */

/** Ids of this proxy's own commands begin where Playwright's, counted from one, never come, and below its two at the very end. */
const firstOwnId = 2 ** 50;

const answer = v.object({ id: v.number(), type: v.picklist(["success", "error"]), result: v.unknown() });
const sessionBegun = v.object({ type: v.literal("success"), result: v.object({ sessionId: v.string() }) });

function connect(peer: WebSocket, address: string): void {
  const upstream = new WebSocket(address);
  const waiting: string[] = [];
  const pending = new Map<number, (message: v.InferOutput<typeof answer>) => void>();
  let nextOwnId = firstOwnId;
  let hasSession = false;

  const forward = (message: string) => {
    if (upstream.readyState === WebSocket.CONNECTING) waiting.push(message);
    else upstream.send(message);
  };
  const run: RunCommand = async (method, params) => {
    const id = nextOwnId;
    nextOwnId += 1;
    const answered = new Promise<v.InferOutput<typeof answer>>((resolve) => pending.set(id, resolve));
    forward(JSON.stringify({ id, method, params }));
    const { type, result } = await answered;
    if (type === "error") throw new Error(`Firefox refused ${method}`);
    return result;
  };

  // What comes behind a request whose body is being asked for waits, so that everything keeps its order.
  let delivery: Promise<void> | null = null;
  const deliver = (message: string) => {
    const event = parseEventWithBody(message);
    if (event === null && delivery === null) {
      peer.send(message);
      return;
    }
    const turn = send(delivery, event === null ? message : addBody(event, run));
    delivery = turn;
    void turn.finally(() => {
      if (delivery === turn) delivery = null;
    });
  };
  const send = async (before: Promise<void> | null, whole: string | Promise<string>) => {
    await before;
    peer.send(await whole);
  };

  peer.on("message", (data) => {
    const message = readText(data);
    const command = parseMediaFeaturesCommand(message);
    if (command === null) {
      forward(dropBodyHeader(message));
      return;
    }
    overrideColorScheme(command, run).then(
      () => peer.send(JSON.stringify({ type: "success", id: command.id, result: {} })),
      (error: unknown) =>
        peer.send(
          JSON.stringify({ type: "error", id: command.id, error: "unknown error", message: String(error) }),
        ),
    );
  });
  peer.on("close", () => upstream.close());
  upstream.on("open", () => waiting.splice(0).forEach((message) => upstream.send(message)));
  upstream.on("close", () => peer.close());
  // The end follows as "close".
  peer.on("error", () => undefined);
  upstream.on("error", () => undefined);
  upstream.on("message", (data) => {
    const message = readText(data);
    if (!hasSession && v.is(sessionBegun, JSON.parse(message))) {
      hasSession = true;
      // Playwright opens nothing before it has this answer.
      void Promise.all([
        run("script.addPreloadScript", { functionDeclaration: insertTextThroughTheEditor }),
        run(keepRequestBodies.method, keepRequestBodies.params),
      ]).then(() => peer.send(message));
      return;
    }
    const own = pending.size > 0 ? v.safeParse(answer, JSON.parse(message)) : null;
    const resolve = own?.success === true ? pending.get(own.output.id) : undefined;
    if (own?.success !== true || resolve === undefined) {
      deliver(message);
      return;
    }
    pending.delete(own.output.id);
    resolve(own.output);
  });
}

/** BiDi's messages are text; `ws` gives each as one buffer of it. */
function readText(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString() : "";
}

const executablePath = findFirefox(readFirefoxPlaces());
if (executablePath === null)
  throw new Error("No Firefox: run `node tests/e2e/firefox/find-firefox.ts` first");
const firefox = spawn(executablePath, [...process.argv.slice(2), "--remote-allow-system-access"], {
  stdio: ["ignore", "inherit", "pipe"],
});
createInterface({ input: firefox.stderr }).on("line", (line) => {
  const address = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(line)?.[1];
  if (address === undefined) process.stderr.write(`${line}\n`);
  else void announce(address);
});
firefox.on("exit", (exitCode) => process.exit(exitCode ?? 1));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => firefox.kill(signal));

/** Says the proxy's address in the words in which Firefox says its own, which Playwright waits for. */
async function announce(firefoxAddress: string): Promise<void> {
  const port = await openWebSocketDoor((peer, path) => connect(peer, `${firefoxAddress}${path}`));
  process.stderr.write(`WebDriver BiDi listening on ws://127.0.0.1:${port}\n`);
}
