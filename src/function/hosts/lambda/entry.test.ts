import { PassThrough, type Writable } from "node:stream";

import { beforeAll, describe, expect, it, vi } from "vitest";

import type { RequestScope } from "../request-scope.ts";

const state = vi.hoisted(() => ({ finish: () => {}, isMailed: false }));

vi.mock("../function-host.ts", () => ({
  createFunctionHost: () => async (_request: Request, scope: RequestScope) => {
    const mailed = new Promise<void>((resolve) => (state.finish = resolve));
    scope.waitUntil(mailed.then(() => (state.isMailed = true)));
    return new Response("answer");
  },
}));

type Handler = (event: unknown, stream: Writable) => Promise<void>;
let handler: Handler = async () => {};

beforeAll(async () => {
  Reflect.set(globalThis, "builtConfigBlock", {});
  Reflect.set(globalThis, "awslambda", {
    streamifyResponse: (wrapped: Handler) => (handler = wrapped),
    HttpResponseStream: {
      from: (stream: Writable) => stream,
    },
  });
  await import("./entry.ts");
});

const event = {
  rawPath: "/api/email-code/send",
  rawQueryString: "",
  headers: {},
  requestContext: { domainName: "id.lambda-url.eu-central-1.on.aws", http: { method: "POST" } },
  body: "{}",
  isBase64Encoded: false,
};

describe("the handler on Lambda", () => {
  it("sends the mail of a client that has left before its answer", async () => {
    state.isMailed = false;
    const stream = new PassThrough();
    stream.destroy(new Error("ECONNRESET"));
    const handled = handler(event, stream);
    setTimeout(() => {
      state.finish();
    }, 10);
    await handled;
    expect(state.isMailed).toBe(true);
  });

  it("sends the mail of a client that leaves while it is answered", async () => {
    state.isMailed = false;
    const stream = new PassThrough({ highWaterMark: 1 });
    const handled = handler(event, stream);
    setTimeout(() => {
      stream.destroy(new Error("EPIPE"));
      state.finish();
    }, 10);
    await handled;
    expect(state.isMailed).toBe(true);
  });
});
