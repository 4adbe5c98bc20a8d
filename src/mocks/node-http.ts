import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * The incoming message as a web Request for the given origin. The origin is told, not read from the Host header: the mock
 * answers for one origin, by whichever name of this machine it was reached. The request's signal aborts when the client goes
 * away before it has its answer.
 */
export function toWebRequest(message: IncomingMessage, reply: ServerResponse, origin: string): Request {
  const headers = new Headers();
  for (let index = 0; index + 1 < message.rawHeaders.length; index += 2) {
    const name = message.rawHeaders[index] ?? "";
    if (!name.startsWith(":")) headers.append(name, message.rawHeaders[index + 1] ?? "");
  }
  const method = message.method ?? "GET";
  const init = { method, headers, signal: signalOf(reply) };
  // A target such as `//host/path` would replace the origin if it were resolved against it.
  const url = `${origin}${message.url ?? "/"}`;
  if (method === "GET" || method === "HEAD") return new Request(url, init);
  const streamed: RequestInit & { duplex: "half" } = { ...init, body: toWebStream(message), duplex: "half" };
  return new Request(url, streamed);
}

/**
 * Sends a web Response as the answer, repeated Set-Cookie headers and streamed bodies included. An error response, which is what
 * a lost connection looks like to a client, becomes one: the socket is reset.
 */
export async function sendWebResponse(response: Response, answer: ServerResponse): Promise<void> {
  if (response.type === "error") {
    answer.socket?.resetAndDestroy();
    return;
  }
  answer.statusCode = response.status;
  // The iteration yields every Set-Cookie of its own; setHeader would keep the last one alone.
  for (const [name, value] of response.headers) answer.appendHeader(name, value);
  if (response.body !== null) {
    for await (const chunk of response.body) {
      if (answer.destroyed) return;
      if (!answer.write(chunk)) await drained(answer);
    }
  }
  answer.end();
}

function signalOf(reply: ServerResponse): AbortSignal {
  const controller = new AbortController();
  reply.once("close", () => {
    if (!reply.writableFinished) controller.abort();
  });
  return controller.signal;
}

function toWebStream(message: IncomingMessage): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      message.on("data", (chunk: Buffer) => controller.enqueue(chunk));
      message.on("end", () => controller.close());
      message.on("error", (error) => controller.error(error));
    },
    cancel() {
      message.destroy();
    },
  });
}

/** Settles when more can be written, or when the other side is gone. */
function drained(answer: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    function settle(): void {
      answer.off("drain", settle);
      answer.off("close", settle);
      resolve();
    }
    answer.on("drain", settle);
    answer.on("close", settle);
  });
}
