import { describe, expect, it } from "vitest";

import { createMemoryStorage } from "../config/testing/memory-storage.ts";
import { hasSessionMarker, isSessionMarkerKey, refreshTokenKey } from "./session-marker.ts";

describe("the SDK's entry for a refresh token", () => {
  it("is told from every other entry", () => {
    expect(isSessionMarkerKey(refreshTokenKey("client_1"))).toBe(true);
    expect(["portico:signed-out", "", null].map(isSessionMarkerKey)).toEqual([false, false, false]);
  });

  it("is a sign of a session of its client", () => {
    const storage = createMemoryStorage();
    expect(hasSessionMarker("client_1", storage, "")).toBe(false);
    storage.write(refreshTokenKey("client_2"), "token");
    expect(hasSessionMarker("client_1", storage, "")).toBe(false);
    storage.write(refreshTokenKey("client_1"), "token");
    expect(hasSessionMarker("client_1", storage, "")).toBe(true);
  });
});

describe("the cookie beside WorkOS's HttpOnly one", () => {
  it.each([
    ["workos-has-session=1", true],
    ["theme=dark; workos-has-session=client_0.client_1", true],
    ["workos-has-session=client_2; workos-has-session=client_1", true],
    ["workos-has-session=client_2", false],
    ["workos-has-session=client_11", false],
    ["workos-has-session=", false],
    ["workos-has-session", false],
    ["not-workos-has-session=1", false],
  ])("is a sign of a session of its client: %s", (cookies, expected) => {
    expect(hasSessionMarker("client_1", createMemoryStorage(), cookies)).toBe(expected);
  });
});
