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
