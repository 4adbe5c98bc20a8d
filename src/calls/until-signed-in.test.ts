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

it("resolves at once with an active session, even if the signal is aborted", async () => {
  const store = createStore(active);
  expect(await untilSignedIn(store, AbortSignal.abort())).toBe(true);
  expect(store.listeners.size).toBe(0);
});

it("waits for an active session, and then stops listening", async () => {
  const store = createStore({ kind: "restoring" });
  const waiting = untilSignedIn(store, new AbortController().signal);
  store.change(signedOut);
  expect(store.listeners.size).toBe(1);
  store.change(active);
  expect(await waiting).toBe(true);
  expect(store.listeners.size).toBe(0);
});

it("ends when the signal is aborted, and then stops listening", async () => {
  const store = createStore(signedOut);
  const controller = new AbortController();
  const waiting = untilSignedIn(store, controller.signal);
  controller.abort();
  expect(await waiting).toBe(false);
  expect(store.listeners.size).toBe(0);
});

it("doesn't wait if the signal is already aborted", async () => {
  const store = createStore(signedOut);
  expect(await untilSignedIn(store, AbortSignal.abort())).toBe(false);
  expect(store.listeners.size).toBe(0);
});
