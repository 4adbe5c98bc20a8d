import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { LogEvent } from "../logging/log-entry.ts";
import { createCallWorkos } from "./call-workos.ts";

const access = {
  apiKey: "sk_test_key",
  clientId: "client_1",
  apiUrl: new URL("https://api.workos.com"),
};

/** `CallWorkos` with a WorkOS that gives this answer to each request. */
function setUp(answer: (request: Request) => Response | Promise<Response>) {
  const requests: Request[] = [];
  const log: LogEvent[] = [];
  const call = createCallWorkos({
    access,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      requests.push(request.clone());
      return await answer(request);
    },
    writeLog: (_level, event) => log.push(event),
  });
  return { call, requests, log };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  return () => vi.useRealTimers();
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("createCallWorkos", () => {
  it("sends members that aren't null as JSON, with the API key", async () => {
    const { call, requests } = setUp(() => Response.json({}));
    await call(
      "name",
      { method: "POST", path: "/a", body: { email: "ada@example.com", token: null } },
      v.unknown(),
    );
    expect(requests[0]?.headers.get("Authorization")).toBe("Bearer sk_test_key");
    expect(await requests[0]?.json()).toEqual({ email: "ada@example.com" });
  });

  it("sends client credentials to endpoints that require them, and a form to those that require one", async () => {
    const { call, requests } = setUp(() => Response.json({}));
    const body = { code: "c" };
    await call("name", { method: "POST", path: "/a", isClientAuthenticated: true, body }, v.unknown());
    await call(
      "name",
      { method: "POST", path: "/a", isClientAuthenticated: true, isForm: true, body },
      v.unknown(),
    );
    expect(await requests[0]?.json()).toEqual({
      client_id: "client_1",
      client_secret: "sk_test_key",
      code: "c",
    });
    expect(await requests[1]?.text()).toBe("client_id=client_1&client_secret=sk_test_key&code=c");
  });

  it("sends parameters that aren't null in the query", async () => {
    const { call, requests } = setUp(() => Response.json({}));
    await call(
      "name",
      {
        method: "GET",
        path: "/a",
        query: { email: "a+b@example.com", limit: 1, after: null },
      },
      v.unknown(),
    );
    expect(requests[0]?.url).toBe("https://api.workos.com/a?email=a%2Bb%40example.com&limit=1");
  });

  it("returns the answer with names in camel case, at every depth", async () => {
    const { call } = setUp(() =>
      Response.json({ list_metadata: { next_page: null }, data: [{ user_id: "u_1" }] }),
    );
    expect(await call("name", { method: "GET", path: "/a" }, v.unknown())).toEqual({
      kind: "answered",
      answer: { listMetadata: { nextPage: null }, data: [{ userId: "u_1" }] },
    });
  });

  it("returns null for an empty answer", async () => {
    const { call } = setUp(() => new Response(null, { status: 204 }));
    expect(await call("name", { method: "POST", path: "/a" }, v.unknown())).toEqual({
      kind: "answered",
      answer: null,
    });
  });

  it.each<[string, () => Response, object]>([
    ["a success that isn't JSON", () => new Response("<html>"), { kind: "unreachable" }],
    [
      "a redirect",
      () => new Response(null, { status: 302, headers: { Location: "/b" } }),
      { kind: "unreachable" },
    ],
    ["a server error", () => Response.json({}, { status: 500 }), { kind: "unreachable" }],
    ["a refused key", () => Response.json({}, { status: 401 }), { kind: "credentials_refused" }],
    [
      "a rate limit, whatever its body",
      () => new Response("<html>", { status: 429, headers: { "Retry-After": "7" } }),
      { kind: "rate_limited", retryAfterSeconds: 7 },
    ],
    [
      "a rate limit in fractions of a second",
      () => Response.json({}, { status: 429, headers: { "Retry-After": "1.2" } }),
      { kind: "rate_limited", retryAfterSeconds: 2 },
    ],
    [
      "a firewall's refusal, which isn't an outage",
      () => new Response("<html>Blocked</html>", { status: 403 }),
      { kind: "refused", status: 403, workosErrorCode: null },
    ],
    [
      "a refusal with an error code",
      () => Response.json({ error: "invalid_grant", error_description: "x" }, { status: 400 }),
      { kind: "refused", status: 400, workosErrorCode: "invalid_grant" },
    ],
    [
      "a refusal with a sentence in place of the error code",
      () => Response.json({ code: "Sorry, ada@example.com", error: "Bad Request" }, { status: 400 }),
      { kind: "refused", status: 400, workosErrorCode: null },
    ],
  ])("recognizes %s", async (_, answer, expected) => {
    const { call, log } = setUp(answer);
    expect(await call("name", { method: "GET", path: "/a" }, v.unknown())).toMatchObject(expected);
    expect(log).toMatchObject([{ event: "workos_call_failed", call: "name" }]);
    expect(JSON.stringify(log)).not.toMatch(/ada@|Blocked/);
  });

  it.each([
    [403, { kind: "refused", status: 403 }],
    [429, { kind: "rate_limited" }],
    [408, { kind: "rate_limited" }],
    [500, { kind: "unreachable", isOutage: true }],
    [200, { kind: "unreachable", isOutage: false }],
  ])("goes by the status %i of an answer whose body breaks off or never ends", async (status, expected) => {
    const bodies = [
      new ReadableStream({ start: (controller) => controller.error(new TypeError("terminated")) }),
      new ReadableStream(),
    ];
    for (const body of bodies) {
      const { call, requests } = setUp(() => new Response(body, { status }));
      const result = call("name", { method: "GET", path: "/a" }, v.unknown());
      await vi.waitFor(() => expect(requests).toHaveLength(1));
      await vi.advanceTimersByTimeAsync(8000);
      expect(await result).toMatchObject(expected);
    }
  });

  it("doesn't follow redirects, which would send the API key elsewhere", async () => {
    const { call, requests } = setUp(() => Response.json({}));
    await call("name", { method: "GET", path: "/a" }, v.unknown());
    expect(requests[0]?.redirect).toBe("manual");
  });

  it("gives up after eight seconds without an answer", async () => {
    const { call, requests } = setUp(() => new Promise<Response>(() => undefined));
    const result = call("name", { method: "GET", path: "/a" }, v.unknown());
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    await vi.advanceTimersByTimeAsync(8000);
    expect(await result).toMatchObject({ kind: "unreachable" });
    expect(requests[0]?.signal.aborted).toBe(true);
  });
});
