import { expect, it } from "vitest";

import { type SessionState } from "../session/session-state.ts";
import { buildWorkosPerson } from "../session/testing/workos-person.ts";
import { untilSignedIn } from "./until-signed-in.ts";
import { signedOut } from "../session/testing/signed-out.ts";

const active: SessionState = { kind: "active", session: { source: "workos", ...buildWorkosPerson() } };

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

it("knows at once that somebody is signed in, even where the caller has given up", async () => {
  const store = createStore(active);
  expect(await untilSignedIn(store, AbortSignal.abort())).toBe(true);
  expect(store.listeners.size).toBe(0);
});

it("waits through every other state for the session, and listens no longer", async () => {
  const store = createStore({ kind: "restoring" });
  const waiting = untilSignedIn(store, new AbortController().signal);
  store.change(signedOut);
  expect(store.listeners.size).toBe(1);
  store.change(active);
  expect(await waiting).toBe(true);
  expect(store.listeners.size).toBe(0);
});

it("ends when the caller gives up, and listens no longer", async () => {
  const store = createStore(signedOut);
  const controller = new AbortController();
  const waiting = untilSignedIn(store, controller.signal);
  controller.abort();
  expect(await waiting).toBe(false);
  expect(store.listeners.size).toBe(0);
});

it("doesn't begin to wait where the caller has given up", async () => {
  const store = createStore(signedOut);
  expect(await untilSignedIn(store, AbortSignal.abort())).toBe(false);
  expect(store.listeners.size).toBe(0);
});
