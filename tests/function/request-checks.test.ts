import { afterEach, describe, expect, it, vi } from "vitest";

import { testVariables } from "../../src/function/testing/test-workos.ts";
import { apiPaths, requestMarkerHeader } from "../../src/contract/api-paths.ts";
import { parseProblem } from "../../src/contract/failure.ts";
import { findLongestJson } from "../../src/contract/testing/longest-json.ts";
import { maximumBodyBytes } from "../../src/function/core/http/request-checks.ts";
import { listCalls } from "../../src/function/core/app.ts";
import { allFeatures } from "./all-features.ts";
import { testOrigin } from "../../src/function/testing/test-browser.ts";
import { createTestFunction } from "../../src/function/testing/test-function.ts";

const variables = testVariables;
const calls = listCalls(allFeatures);
/** Paths of all calls that change something. */
const postPaths = calls.flatMap(({ path, method }) => (method === "POST" ? [path] : []));
/** Paths that can also be read. */
const readPaths = new Set(calls.flatMap(({ path, method }) => (method === "GET" ? [path] : [])));
const postOnlyPaths = postPaths.filter((path) => !readPaths.has(path));
const goodHeaders = {
  "Content-Type": "application/json",
  Origin: testOrigin,
  "Sec-Fetch-Site": "same-origin",
  [requestMarkerHeader.name]: requestMarkerHeader.value,
};

function setUp() {
  return createTestFunction({
    answers: [() => Response.json({ message: "x" }, { status: 500 })],
    variables,
    features: allFeatures,
  });
}

/** Headers of a valid request with changes; null removes a header. */
function changeHeaders(changes: Record<string, string | null>): Headers {
  const headers = new Headers(goodHeaders);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  }
  return headers;
}

function post(path: string, headers: Headers, body: BodyInit): Request {
  const init: RequestInit & { duplex: "half" } = { method: "POST", headers, body, duplex: "half" };
  return new Request(`${testOrigin}${path}`, init);
}

async function codeOf(response: Response): Promise<string | undefined> {
  expect(response.headers.get("Content-Type")).toBe("application/problem+json");
  return parseProblem(await response.json())?.code;
}

afterEach(() => {
  vi.useRealTimers();
});

describe("cross-site requests", () => {
  const shapes: [string, Record<string, string | null>, string][] = [
    ...[
      "https://evil.example",
      "null",
      "",
      "http://console.example.com",
      "https://console.example.com:8443",
      "https://console.example.com.evil.example",
      "https://evil.example/https://console.example.com",
      "https://sub.console.example.com",
      "https://example.com",
      "https://CONSOLE.example.com",
      "https://console.example.com/",
      "https://console.example.com, https://evil.example",
      "https://user@console.example.com",
      "file://",
      "chrome-extension://abcdef",
    ].map((origin): [string, Record<string, string>, string] => [
      `Origin: ${origin}`,
      { Origin: origin },
      "not_same_origin",
    ]),
    ["no Origin", { Origin: null }, "not_same_origin"],
    ["no Origin, but a Referer", { Origin: null, Referer: `${testOrigin}/` }, "not_same_origin"],
    ["no Origin and no Sec-Fetch-Site", { Origin: null, "Sec-Fetch-Site": null }, "not_same_origin"],
    ...["cross-site", "same-site", "none", "", "SAME-ORIGIN", "same-origin, cross-site"].map(
      (site): [string, Record<string, string>, string] => [
        `Sec-Fetch-Site: ${site}`,
        { "Sec-Fetch-Site": site },
        "not_same_origin",
      ],
    ),
    ["no marker", { [requestMarkerHeader.name]: null }, "not_same_origin"],
    ["another marker", { [requestMarkerHeader.name]: "0" }, "not_same_origin"],
    ["two markers", { [requestMarkerHeader.name]: "1, 1" }, "not_same_origin"],
    ["an empty marker", { [requestMarkerHeader.name]: "" }, "not_same_origin"],
    ...[
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "text/plain",
      "text/plain; application/json",
      "application/json; charset=utf-16",
      "application/json, text/plain",
      "application/jsonp",
      "application/problem+json",
      "text/json",
      "",
    ].map((type): [string, Record<string, string>, string] => [
      `Content-Type: ${type}`,
      { "Content-Type": type },
      "unsupported_media_type",
    ]),
    ["no Content-Type", { "Content-Type": null }, "unsupported_media_type"],
    ["a compressed body", { "Content-Encoding": "gzip" }, "unsupported_media_type"],
  ];

  it("tries at least forty shapes of cross-site requests against every call that changes anything", () => {
    expect(shapes.length).toBeGreaterThanOrEqual(40);
    expect(postPaths).toContain(apiPaths.redeemEmailLink);
    expect(postPaths.length).toBeGreaterThan(12);
    expect(postPaths).toContain(apiPaths.revokeInvitation);
  });

  it.each(shapes)("refuses cross-site requests: %s", async (_name, changes, code) => {
    const { app, asked } = setUp();
    for (const path of postPaths) {
      const body = path === apiPaths.sendEmailCode ? '{"email":"ada@example.com"}' : "{}";
      const request = post(path, changeHeaders(changes), new TextEncoder().encode(body));
      const response = await app.fetch(request);
      expect(await codeOf(response)).toBe(code);
      expect(response.headers.getSetCookie()).toEqual([]);
      expect([...response.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
    expect(asked).toEqual([]);
  });

  it("accepts our own pages' requests, including those of old browsers", async () => {
    const { app } = setUp();
    for (const changes of [
      {},
      { "Sec-Fetch-Site": null },
      { "Content-Type": "application/json; charset=utf-8" },
      { "Content-Encoding": "identity" },
    ]) {
      const response = await app.fetch(post(apiPaths.signOut, changeHeaders(changes), "{}"));
      expect(response.status).toBe(200);
    }
  });
});

describe("methods", () => {
  it.each(postOnlyPaths)("refuses methods of %s other than POST, including a preflight", async (path) => {
    const { app } = setUp();
    for (const method of ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"]) {
      const response = await app.fetch(new Request(`${testOrigin}${path}`, { method, headers: goodHeaders }));
      expect(response.status).toBe(405);
      expect(response.headers.get("Allow")).toBe("POST");
      expect(await codeOf(response)).toBe("method_not_allowed");
      expect([...response.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
    const head = await app.fetch(new Request(`${testOrigin}${path}`, { method: "HEAD" }));
    expect(head.status).toBe(405);
  });

  it("allows exactly GET, HEAD and POST for a path that is read and written", async () => {
    const { app } = setUp();
    for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const request = new Request(`${testOrigin}${apiPaths.listInvitations}`, { method });
      const response = await app.fetch(request);
      expect(response.headers.get("Allow")).toBe("GET, HEAD, POST");
      expect(await codeOf(response)).toBe("method_not_allowed");
    }
  });

  it("allows only GET and HEAD for health", async () => {
    const { app } = setUp();
    const url = `${testOrigin}${apiPaths.health}`;
    expect((await app.fetch(new Request(url, { method: "HEAD" }))).status).toBe(200);
    const response = await app.fetch(new Request(url, { method: "POST", headers: goodHeaders, body: "{}" }));
    expect(response.status).toBe(405);
    expect(response.headers.get("Allow")).toBe("GET, HEAD");
  });
});

describe("hostile bodies", () => {
  const invalid: [string, BodyInit][] = [
    ["nothing", ""],
    ["white space", "  \n"],
    ...[
      "null",
      "true",
      "false",
      "0",
      "1e999",
      '"text"',
      "[]",
      "[{}]",
      '["ada@example.com"]',
      "{",
      "}",
      "{}{}",
      "{,}",
      "{'email':'ada@example.com'}",
      '{email:"ada@example.com"}',
      '{"email":"ada@example.com",}',
      '{"email":"ada@example.com"}//x',
      '{"email":undefined}',
      '{"email":NaN}',
      '{"email":null}',
      '{"email":1}',
      '{"email":true}',
      '{"email":[]}',
      '{"email":["ada@example.com"]}',
      '{"email":{}}',
      '{"email":{"toString":"x"}}',
      '{"Email":"ada@example.com"}',
      '{"email":"ada@example.com","admin":true}',
      '{"email":"ada@example.com","returnTo":null}',
      '{"email":"ada@example.com","returnTo":1}',
      '{"email":"ada@example.com","returnTo":{}}',
      '{"email":"ada@example.com","__proto__":{"admin":true}}',
      '{"email":"ada@example.com","__proto__":null}',
      '{"email":"ada@example.com","\\u005f_proto__":{}}',
      '{"__proto__":{"email":"ada@example.com"}}',
      '{"email":"ada@example.com","constructor":{"prototype":{"admin":true}}}',
      '{"email":{"__proto__":{}}}',
      '{"email":"ada@example.com\u0000"',
      '{"email":"a\nb"}',
      `${"[".repeat(1000)}${"]".repeat(1000)}`,
      '{"a":'.repeat(400),
      "\uFEFF{}",
      "email=ada@example.com",
      "<email>ada@example.com</email>",
    ].map((text): [string, string] => [text.slice(0, 60), text]),
    ["UTF-8 broken in a string", new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ["an overlong NUL", new Uint8Array([0x7b, 0x22, 0xc0, 0x80, 0x22, 0x3a, 0x31, 0x7d])],
    ["UTF-16", new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00])],
  ];
  const oversized: [string, BodyInit][] = [
    ["a long string", `{"email":"${"a".repeat(maximumBodyBytes)}"}`],
    [
      "many members",
      `{${Array.from({ length: maximumBodyBytes / 5 }, (_, index) => `"k${String(index)}":1`).join(",")}}`,
    ],
    ["deep nesting", `${"[".repeat(maximumBodyBytes)}${"]".repeat(maximumBodyBytes)}`],
    ["padding", `{"email":"ada@example.com"}${" ".repeat(maximumBodyBytes)}`],
    ["a megabyte", new Uint8Array(1_000_000)],
  ];

  it("tries at least fifty hostile bodies", () => {
    expect(invalid.length + oversized.length).toBeGreaterThanOrEqual(50);
  });

  it.each(invalid)("answers 400 to a hostile body: %s", async (_name, body) => {
    const { app, asked } = setUp();
    const response = await app.fetch(post(apiPaths.sendEmailCode, new Headers(goodHeaders), body));
    expect(response.status).toBe(400);
    expect(await codeOf(response)).toBe("invalid_request");
    expect(asked).toEqual([]);
    expect(Object.hasOwn(Object.prototype, "admin")).toBe(false);
  });

  it.each(["[]", '{"everywhere":1}', '{"everywhere":false,"x":1}', '{"__proto__":{"everywhere":true}}'])(
    "answers 400 to a hostile body of a call that accepts an empty object: %s",
    async (body) => {
      const { app } = setUp();
      const response = await app.fetch(post(apiPaths.signOut, new Headers(goodHeaders), body));
      expect(await codeOf(response)).toBe("invalid_request");
    },
  );

  it.each(oversized)("answers 413 to an oversized body: %s", async (_name, body) => {
    const { app } = setUp();
    const response = await app.fetch(post(apiPaths.sendEmailCode, new Headers(goodHeaders), body));
    expect(await codeOf(response)).toBe("payload_too_large");
  });

  it.each(
    calls.filter(({ method }) => method === "POST").map(({ name, request }) => [name, request] as const),
  )("leaves room for the longest valid body: %s", (_name, request) => {
    expect(request === null ? 0 : findLongestJson(request)).toBeLessThan(maximumBodyBytes);
  });

  it("answers 413 to an oversized Content-Length without reading the body", async () => {
    const { app } = setUp();
    let isRead = false;
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          isRead = true;
          controller.close();
        },
      },
      { highWaterMark: 0 },
    );
    const response = await app.fetch(
      post(apiPaths.sendEmailCode, changeHeaders({ "Content-Length": String(maximumBodyBytes + 1) }), body),
    );
    expect(await codeOf(response)).toBe("payload_too_large");
    expect(isRead).toBe(false);
  });

  it.each(["10", null])(
    "answers 413 with Content-Length %s as soon as the body exceeds the limit",
    async (length) => {
      const { app } = setUp();
      let sent = 0;
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          sent += 512;
          controller.enqueue(new Uint8Array(512).fill(32));
        },
      });
      const response = await app.fetch(
        post(apiPaths.sendEmailCode, changeHeaders({ "Content-Length": length }), body),
      );
      expect(await codeOf(response)).toBe("payload_too_large");
      expect(sent).toBeLessThan(maximumBodyBytes + 2000);
    },
  );

  it("answers 408 to a body that takes more than five seconds", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { app } = setUp();
    let isCancelled = false;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode("{"));
      },
      cancel: () => {
        isCancelled = true;
      },
    });
    let isAnswered = false;
    const answering = Promise.resolve(
      app.fetch(post(apiPaths.sendEmailCode, new Headers(goodHeaders), body)),
    ).finally(() => (isAnswered = true));
    await vi.advanceTimersByTimeAsync(4999);
    expect(isAnswered).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    const response = await answering;
    expect(response.status).toBe(408);
    expect(await codeOf(response)).toBe("request_timeout");
    expect(isCancelled).toBe(true);
  });

  it("answers 400 when the connection breaks during the body", async () => {
    const { app } = setUp();
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        controller.error(new Error("connection reset"));
      },
    });
    const response = await app.fetch(post(apiPaths.sendEmailCode, new Headers(goodHeaders), body));
    expect(await codeOf(response)).toBe("invalid_request");
  });
});
