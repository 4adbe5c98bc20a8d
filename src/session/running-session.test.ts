import { beforeEach, describe, expect, it, vi } from "vitest";

import { getRunningSession, setRunningSession } from "./running-session.ts";
import { type SessionStore } from "./session-store.ts";

// An earlier file may have left one.
beforeEach(() => setRunningSession(null));

describe("the session of this page", () => {
  it("isn't there before the app has started", () => {
    expect(() => getRunningSession()).toThrow("The app hasn't started");
  });

  it("is the one that the app has set", () => {
    const store: SessionStore = {
      getState: () => ({ kind: "restoring" }),
      subscribe: () => vi.fn<() => void>(),
      isWorkosConfigured: true,
      callbackState: undefined,
      getExchangeFailure: () => null,
      checkWorkosReachability: () => Promise.resolve("reachable"),
      getSignInUrl: () => Promise.resolve(""),
      getAccessToken: () => Promise.resolve(""),
      switchToOrganization: () => Promise.resolve(),
      signOut: () => Promise.resolve(),
      adoptEmailSession: vi.fn<() => void>(),
      retry: vi.fn<() => void>(),
      dismissExpiredSession: vi.fn<() => void>(),
      getOrganizationElsewhere: () => null,
      stayInOrganization: vi.fn<() => void>(),
      getDroppedOrganization: () => null,
      dismissDroppedOrganization: vi.fn<() => void>(),
    };
    setRunningSession(store);
    expect(getRunningSession()).toBe(store);
  });
});
