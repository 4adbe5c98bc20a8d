import { createServer, request as sendRequest, type IncomingMessage, type Server } from "node:http";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { sendWebResponse, toWebRequest } from "./node-http.ts";

const origin = "http://mock.test";

describe("the bridge between Node's HTTP and the web's", () => {
  let server: Server;
  let answer: (request: Request) => Promise<Response>;

  beforeEach(async () => {
    server = createServer((message, reply) => {
      void answer(toWebRequest(message, reply, origin)).then((response) => sendWebResponse(response, reply));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  function send(path: string, options: { method?: string; headers?: string[]; body?: string } = {}) {
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    return new Promise<{ message: IncomingMessage; body: string }>((resolve, reject) => {
      const outgoing = sendRequest(
        {
          port,
          host: "127.0.0.1",
          path,
          method: options.method ?? "GET",
          headers: options.headers ?? ["Host", "other.example"],
        },
        (message) => {
          let body = "";
          message.setEncoding("utf8");
          message.on("data", (chunk: string) => {
            body += chunk;
          });
          message.on("end", () => resolve({ message, body }));
        },
      );
      outgoing.on("error", reject);
      outgoing.end(options.body);
    });
  }

  it("keeps method, path, query, headers and body, under the origin it was told", async () => {
    const seen: unknown[] = [];
    answer = async (request) => {
      seen.push(request.method, request.url, request.headers.get("X-Twice"), await request.text());
      return new Response("ok");
    };
    const headers = ["Host", "other.example", "X-Twice", "1", "X-Twice", "2", "Content-Length", "5"];
    await send("/a?b=%2F", { method: "POST", headers, body: "körp" });
    expect(seen).toEqual(["POST", `${origin}/a?b=%2F`, "1, 2", "körp"]);
  });

  it("does not let the request target replace the origin", async () => {
    answer = async (request) => new Response(new URL(request.url).origin);
    expect((await send("//evil.example/path")).body).toBe(origin);
  });

  it("sends status, repeated cookies and a streamed body", async () => {
    answer = async () => {
      const headers = new Headers({ Location: "/next" });
      headers.append("Set-Cookie", "a=1");
      headers.append("Set-Cookie", "b=2");
      const chunks = ["one ", "two"].map((text) => new TextEncoder().encode(text));
      const body = new ReadableStream({
        start(controller) {
          for (const chunk of chunks) controller.enqueue(chunk);
          controller.close();
        },
      });
      return new Response(body, { status: 302, headers });
    };
    const { message, body } = await send("/");
    expect(message.statusCode).toBe(302);
    expect(message.headers["set-cookie"]).toEqual(["a=1", "b=2"]);
    expect(message.headers.location).toBe("/next");
    expect(body).toBe("one two");
  });

  it("tells a request whose client goes away", async () => {
    const leaving = new AbortController();
    const gone = new Promise<void>((resolve) => {
      answer = (request) => {
        request.signal.addEventListener("abort", () => resolve());
        leaving.abort();
        return new Promise(() => undefined);
      };
    });
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    await expect(fetch(`http://127.0.0.1:${port}/`, { signal: leaving.signal })).rejects.toThrow("aborted");
    await gone;
  });

  it("does not abort a request that was answered", async () => {
    const signals: AbortSignal[] = [];
    answer = async (request) => {
      signals.push(request.signal);
      return new Response("ok");
    };
    const closed = new Promise((resolve) => {
      server.once("request", (_message, reply) => reply.once("close", resolve));
    });
    await send("/");
    await closed;
    expect(signals.map((signal) => signal.aborted)).toEqual([false]);
  });

  it("resets the connection for an error response", async () => {
    answer = async () => Response.error();
    await expect(send("/")).rejects.toMatchObject({ code: "ECONNRESET", syscall: "read" });
  });

  it("sends a large body whole", async () => {
    const large = "x".repeat(3_000_000);
    answer = async () => new Response(large);
    expect((await send("/")).body).toHaveLength(large.length);
  });
});
