import { beforeEach, describe, expect, it } from "vitest";

import { ready } from "./ready.ts";
import { getRunningSession, setRunningSession } from "./running-session.ts";
import { type Session, type SessionState } from "./session-state.ts";
import { buildWorkosPerson } from "./testing/workos-person.ts";
import { signedOut } from "./testing/signed-out.ts";

const session: Session = { source: "workos", ...buildWorkosPerson() };
const active: SessionState = { kind: "active", session };

function createStore(initial: SessionState) {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    listeners,
    getState: () => state,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change(next: SessionState) {
      state = next;
      for (const listener of listeners) listener();
    },
  };
}

describe("ready", () => {
  it("knows who is signed in", async () => {
    expect(await ready({}, createStore(active))).toEqual({ status: "signed-in", session });
  });

  it("waits until it is known, and listens no longer", async () => {
    const store = createStore({ kind: "restoring" });
    const waiting = ready({ permissions: ["members:read"] }, store);
    store.change({ kind: "restoring" });
    expect(store.listeners.size).toBe(1);
    store.change(active);
    expect(await waiting).toEqual({ status: "signed-in", session });
    expect(store.listeners.size).toBe(0);
  });

  it("says why nobody is signed in", async () => {
    const state = { ...signedOut, reason: "session-ended" } as const;
    expect(await ready({}, createStore(state))).toEqual({ status: "signed-out", reason: "session-ended" });
  });

  it("never calls an outage signed out", async () => {
    const outage = { cause: "network", retryAtMs: 5, reference: null } as const;
    expect(await ready({}, createStore({ kind: "unreachable", session: null, outage }))).toEqual({
      status: "unreachable",
      session: null,
      outage,
    });
  });

  it("names what is missing", async () => {
    expect(await ready({ permissions: ["x"], roles: ["owner"] }, createStore(active))).toEqual({
      status: "forbidden",
      session,
      missingPermissions: ["x"],
      missingRoles: ["owner"],
    });
  });

  it("tells the wrong organization from being forbidden", async () => {
    expect(await ready({ organizationId: "org_2" }, createStore(active))).toEqual({
      status: "wrong-organization",
      session,
      required: "org_2",
      current: "org_1",
    });
  });
});

describe("the running session", () => {
  beforeEach(() => setRunningSession(null));

  it("can't be asked before the app has started", () => {
    expect(() => getRunningSession()).toThrow("The app hasn't started");
  });
});
