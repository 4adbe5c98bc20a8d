import { describe, expect, it } from "vitest";

import { buildReference, findNetworkCause, SessionUnreachableError } from "./outage.ts";

describe("an outage", () => {
  it("is named after what the browser knows of its network", () => {
    expect([findNetworkCause(true), findNetworkCause(false)]).toEqual(["network", "offline"]);
  });

  it("has a reference that names the failure and its moment, to the second and in UTC", () => {
    expect(buildReference("http_500", Date.UTC(2026, 10, 21, 8, 5, 9, 123))).toBe(
      "http_500 · 2026-11-21 08:05:09 UTC",
    );
  });

  it("rejects with an error that can be told apart and keeps its cause", () => {
    const cause = new Error("503");
    const error = new SessionUnreachableError("later", { cause });
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.message, error.cause]).toEqual(["SessionUnreachableError", "later", cause]);
  });
});
