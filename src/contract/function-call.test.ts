import { describe, expect, it } from "vitest";

import { apiPaths, requestMarkerHeader } from "./api-paths.ts";
import { callFunction, readFunction } from "./function-call.ts";

/** A network that answers everything, and the requests that it got. */
function setUp() {
  const requests: Request[] = [];
  const send: typeof fetch = async (input, init) => {
    requests.push(
      new Request(typeof input === "string" ? new URL(input, "https://console.example.com") : input, init),
    );
    return Response.json({});
  };
  return { requests, send };
}

describe("an access token", () => {
  it("goes as a bearer token with a call that changes something, beside its other headers", async () => {
    const { requests, send } = setUp();
    await callFunction(apiPaths.sendInvitations, {}, () => true, { fetch: send, accessToken: "a.b.c" });
    expect(requests[0]?.headers.get("Authorization")).toBe("Bearer a.b.c");
    expect(requests[0]?.headers.get("Content-Type")).toBe("application/json");
    expect(requests[0]?.headers.get(requestMarkerHeader.name)).toBe(requestMarkerHeader.value);
  });

  it("goes as a bearer token with a call that only reads", async () => {
    const { requests, send } = setUp();
    await readFunction(apiPaths.listMembers, () => true, { fetch: send, accessToken: "a.b.c" });
    expect(requests[0]?.method).toBe("GET");
    expect(requests[0]?.headers.get("Authorization")).toBe("Bearer a.b.c");
  });

  it("is left out where there is none", async () => {
    const { requests, send } = setUp();
    await callFunction(apiPaths.signOut, {}, () => true, { fetch: send });
    await readFunction(apiPaths.health, () => true, { fetch: send });
    expect(requests.map(({ headers }) => headers.has("Authorization"))).toEqual([false, false]);
  });
});

describe("a problem whose code this page doesn't know, because the function is newer", () => {
  const problem = { type: "about:blank", title: "x", code: "a_new_code", reference: "r" };

  it.each([
    [400, "invalid_request"],
    [401, "invalid_request"],
    [403, "invalid_request"],
    [404, "invalid_request"],
    [409, "invalid_request"],
    [422, "invalid_request"],
    [408, "request_timeout"],
    [429, "too_many_requests"],
    [500, "internal"],
    [503, "internal"],
  ])("is what its status says: %i", async (status, code) => {
    const send = () => Promise.resolve(Response.json({ ...problem, status }, { status }));
    const result = await callFunction(apiPaths.signOut, {}, () => true, { fetch: send });
    expect(result).toMatchObject({
      ok: false,
      failure: { kind: "problem", problem: { code, reference: "r" } },
    });
  });

  it.each([
    [{ ...problem, code: undefined }],
    [{ ...problem, code: 7 }],
    [{ ...problem, code: "A sentence." }],
    [{ ...problem, reference: undefined }],
    [{ message: "Forbidden" }],
  ])("is the function's only where it looks like one: %j", async (body) => {
    const send = () => Promise.resolve(Response.json({ ...body, status: 403 }, { status: 403 }));
    const result = await callFunction(apiPaths.signOut, {}, () => true, { fetch: send });
    expect(result).toEqual({ ok: false, failure: { kind: "unreachable", cause: "foreignAnswer" } });
  });
});
