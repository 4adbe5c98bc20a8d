import { createServer } from "node:http";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { FindAccountResult } from "./account.ts";
import { createHttpAccountDirectory } from "./http-account-directory.ts";
import { testAddress } from "../testing/test-account.ts";

const ada = testAddress("Ada@example.com");
const record = { email: "ada@example.com", isConfirmed: true, requires: "mfa" };

/** A directory whose endpoint gives the answers in turn, repeating the last, with the requests that it got. */
function createTestDirectory(...answers: (() => Response | Promise<Response>)[]) {
  const requests: Request[] = [];
  let nowMs = 1_000_000;
  const directory = createHttpAccountDirectory({
    url: new URL("https://backend.example.com/portico/accounts?tenant=1"),
    token: "token-of-the-endpoint",
    now: () => nowMs,
    fetch: async (input, init) => {
      requests.push(new Request(input, init));
      const answer = answers[Math.min(requests.length, answers.length) - 1];
      if (answer === undefined) throw new TypeError("fetch failed");
      return await answer();
    },
  });
  return {
    directory,
    requests,
    advance: (milliseconds: number) => {
      nowMs += milliseconds;
    },
  };
}

const json = (body: unknown, status = 200) => Response.json(body, { status });

describe("the team's endpoint", () => {
  it("asks the endpoint by POST with the address and the token for an account", async () => {
    const { directory, requests } = createTestDirectory(() => json(record));
    expect(await directory.find(ada)).toMatchObject({
      kind: "found",
      account: { email: "ada@example.com", isConfirmed: true, requires: "mfa" },
    });
    const [request] = requests;
    expect({
      method: request?.method,
      url: request?.url,
      authorization: request?.headers.get("Authorization"),
      type: request?.headers.get("Content-Type"),
      redirect: request?.redirect,
      body: await request?.json(),
    }).toEqual({
      method: "POST",
      url: "https://backend.example.com/portico/accounts?tenant=1",
      authorization: "Bearer token-of-the-endpoint",
      type: "application/json",
      // Not "error", which workerd refuses.
      redirect: "manual",
      body: { email: "Ada@example.com" },
    });
  });

  it("finds no account when the endpoint answers 404", async () => {
    const { directory } = createTestDirectory(() => json({ message: "no" }, 404));
    expect(await directory.find(ada)).toEqual({ kind: "absent" });
  });

  it("asks once in 30 seconds for a known address in any spelling", async () => {
    const { directory, requests, advance } = createTestDirectory(() => json(record));
    await directory.find(ada);
    advance(29_999);
    expect(await directory.find(testAddress("ADA@example.com"))).toMatchObject({ kind: "found" });
    expect(requests).toHaveLength(1);
    advance(1);
    await directory.find(ada);
    expect(requests).toHaveLength(2);
  });

  it("asks again each time for an unknown address, and after a failure", async () => {
    const { directory, requests } = createTestDirectory(
      () => json({}, 404),
      () => json({}, 500),
      () => json(record),
    );
    expect(await directory.find(ada)).toEqual({ kind: "absent" });
    expect(await directory.find(ada)).toEqual({ kind: "unavailable", cause: "status 500" });
    expect(await directory.find(ada)).toMatchObject({ kind: "found" });
    expect(requests).toHaveLength(3);
  });

  it.each([
    ["an empty answer", () => new Response(null, { status: 204 }), "status 204"],
    ["a refused token", () => json({}, 401), "status 401"],
    ["a limit", () => json({}, 429), "status 429"],
    ["a JSON array", () => json([record]), "an answer that is no account: is no object"],
    ["an HTML page", () => new Response("<html>secret"), "an answer that is no account: is no object"],
    ["an empty object", () => json({}), "an answer that is no account: email is missing"],
    [
      "an unknown field",
      () => json({ ...record, secret: 1 }),
      "an answer that is no account: has a field that isn't known",
    ],
    [
      "another address",
      () => json({ ...record, email: "secret@example.com" }),
      "an answer about another address",
    ],
    [
      "an oversized body",
      () => json({ ...record, firstName: "secret".repeat(20_000) }),
      "an answer above 65536 bytes",
    ],
    [
      "an interrupted body",
      () =>
        new Response(
          new ReadableStream({
            pull: (controller) => controller.error(new Error("secret")),
          }),
        ),
      "an answer that broke off",
    ],
  ])("returns unavailable for %s, and quotes none of it in the cause", async (_, answer, cause) => {
    const { directory } = createTestDirectory(answer);
    expect(await directory.find(ada)).toEqual({ kind: "unavailable", cause });
  });

  it("returns unavailable without a network, and keeps the address out of the cause", async () => {
    const { directory } = createTestDirectory(() => {
      throw new TypeError("fetch failed for ada@example.com");
    });
    const result = await directory.find(ada);
    expect(result).toMatchObject({ kind: "unavailable", cause: expect.stringContaining("fetch failed") });
    expect(JSON.stringify(result)).not.toContain("ada@example.com");
  });
});

describe("the time limit of the team's endpoint", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it.each(["never answers", "never ends its answer"])(
    "gives up after 3 seconds when the endpoint %s",
    async (kind) => {
      const directory = createHttpAccountDirectory({
        url: new URL("https://backend.example.com/"),
        token: "t",
        now: () => Date.now(),
        fetch: (_, init) =>
          kind === "never ends its answer"
            ? Promise.resolve(new Response(new ReadableStream({})))
            : new Promise((_resolve, reject) => {
                init?.signal?.addEventListener("abort", () => reject(new Error("aborted")));
              }),
      });
      const result = vi.fn<(found: FindAccountResult) => void>();
      void directory.find(ada).then(result);
      await vi.advanceTimersByTimeAsync(2999);
      expect(result).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect(result).toHaveBeenCalledWith({ kind: "unavailable", cause: expect.any(String) });
      expect(vi.getTimerCount()).toBe(0);
    },
  );
});

it("sends token and address nowhere else when the endpoint redirects", async () => {
  const visited: string[] = [];
  const server = createServer((message, reply) => {
    visited.push(message.url ?? "");
    reply.writeHead(message.url === "/accounts" ? 307 : 200, { Location: "/elsewhere" }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  try {
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const directory = createHttpAccountDirectory({
      url: new URL(`http://127.0.0.1:${String(port)}/accounts`),
      token: "t",
      now: () => 0,
      fetch,
    });
    expect(await directory.find(ada)).toMatchObject({ kind: "unavailable" });
    expect(visited).toEqual(["/accounts"]);
  } finally {
    server.close();
  }
});

it("calls the host's fetch as workerd requires: as no object's method", async () => {
  const directory = createHttpAccountDirectory({
    url: new URL("https://backend.example.com/accounts"),
    token: "t",
    now: () => 0,
    fetch: requireNoThis(() => Response.json(record)),
  });
  expect(await directory.find(ada)).toMatchObject({ kind: "found" });
});

function requireNoThis(answer: () => Response): typeof fetch {
  return async function (this: unknown) {
    if (this !== undefined) throw new TypeError("Illegal invocation");
    return await Promise.resolve(answer());
  };
}
