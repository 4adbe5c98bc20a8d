import type { Server } from "node:http";
import { Server as NetServer } from "node:net";

import type { BackgroundTasks } from "../background-tasks.ts";
import { writeLogLine } from "../write-log-line.ts";

/** Less than the ten seconds that container engines wait before they kill. */
const longestStopMs = 7500;

/** Requests that are on their way on a connection arrive within this. */
const arrivalMs = 500;

/** What is left then to a client that has sent only a part of its headers, or nothing at all, as browsers do in advance; or of its body. */
const headersLeftMs = 1000;
const bodyLeftMs = 5000;

/** How often connections that have become idle are closed, so that clients with kept-alive connections don't hold up the stop. */
const idleCheckMs = 50;

/**
 * On SIGTERM and SIGINT: accepts no more connections, finishes the requests that it has accepted and what they have begun in the
 * background (mails are sent after their answer), and exits within eight seconds. A second signal exits at once.
 */
export function stopOnSignal(server: Server, tasks: Pick<BackgroundTasks, "finish" | "count">): void {
  const stop = async (): Promise<void> => {
    const deadline = setTimeout(() => {
      writeLogLine({ level: "error", atMs: Date.now(), event: "stopped_too_early", tasks: tasks.count() });
      process.exit(1);
    }, longestStopMs);
    server.prependListener("request", (_, outgoing) => outgoing.setHeader("Connection", "close"));
    // Not the HTTP server's own close, which at once cuts connections whose request is still on its way.
    const closed = new Promise((resolve) => NetServer.prototype.close.call(server, resolve));
    setTimeout(() => {
      server.headersTimeout = headersLeftMs;
      server.requestTimeout = bodyLeftMs;
      setInterval(() => server.closeIdleConnections(), idleCheckMs);
    }, arrivalMs);
    await closed;
    await tasks.finish();
    clearTimeout(deadline);
    process.exit();
  };
  let isStopping = false;
  const onSignal = (): void => {
    if (isStopping) process.exit(1);
    isStopping = true;
    void stop();
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}
