import { describe, expect, it } from "vitest";

import { problemMediaType } from "../../contract/failure.ts";
import { createMockClient, testAddresses } from "../workos/mock-client.ts";

const path = "/user_management/authenticate";

describe("the control of the faults", () => {
  it("adds faults, lists them in their order with their defaults, and clears them", async () => {
    const client = createMockClient();
    const added = await client.postJson("/mock/faults", { path, kind: "status" });
    expect(added.status).toBe(201);
    expect(await added.json()).toEqual({ path, kind: "status", status: 500, times: null });
    await client.postJson("/mock/faults", { path: "/sso", kind: "hang", times: 3 });
    expect(await (await client.get("/mock/faults")).json()).toEqual([
      { path, kind: "status", status: 500, times: null },
      { path: "/sso", kind: "hang", times: 3 },
    ]);
    const cleared = new Request(`${testAddresses.origin}/mock/faults`, { method: "DELETE" });
    expect((await client.workos.answer(cleared))?.status).toBe(204);
    expect(await (await client.get("/mock/faults")).json()).toEqual([]);
  });

  it.each<[string, unknown]>([
    ["no body", undefined],
    ["no object", []],
    ["no kind", { path }],
    ["an unknown kind", { path, kind: "explode" }],
    ["no path", { kind: "reset" }],
    ["a path outside WorkOS", { path: "/dashboard", kind: "reset" }],
    ["a path that only begins alike", { path: "/ssologin", kind: "reset" }],
    ["the controls themselves", { path: "/mock/faults", kind: "reset" }],
    ["an unknown member", { path, kind: "reset", colour: "red" }],
    ["a member of another kind", { path, kind: "reset", delayMs: 5 }],
    ["a status that is no failure", { path, kind: "status", status: 200 }],
    ["a status that is no number", { path, kind: "status", status: "500" }],
    ["a negative waiting time", { path, kind: "status", status: 429, retryAfterSeconds: -1 }],
    ["zero times", { path, kind: "reset", times: 0 }],
    ["half a time", { path, kind: "reset", times: 0.5 }],
    ["a delay of nothing", { path, kind: "slow", delayMs: 0 }],
    ["no delay", { path, kind: "slow" }],
    ["an authorize error elsewhere", { path, kind: "authorize-error", error: "access_denied" }],
    [
      "an error that is no OAuth code",
      { path: "/user_management/authorize", kind: "authorize-error", error: "No way" },
    ],
  ])("refuses %s with a problem that says what is wrong", async (_case, body) => {
    const client = createMockClient();
    const response = await client.postJson("/mock/faults", body);
    expect(response.status).toBe(400);
    expect(response.headers.get("Content-Type")).toBe(problemMediaType);
    expect(await response.json()).toEqual({
      type: "about:blank",
      title: "Bad Request",
      status: 400,
      detail: expect.stringMatching(/.{5,}/),
    });
    expect(client.workos.faults.list()).toEqual([]);
  });

  it("names the member that is wrong", async () => {
    const response = await createMockClient().postJson("/mock/faults", { path, kind: "slow", delayMs: 0 });
    expect(await response.json()).toMatchObject({ detail: expect.stringMatching(/^delayMs: /) });
  });
});
