import { expect, it, vi } from "vitest";

import { createDeferredSession, nobody } from "./deferred-session.ts";
import { createFakeWorkos } from "./testing/fake-workos.ts";
import { createEmailSession } from "./email-session.ts";
import { createMemoryStorage } from "../config/testing/memory-storage.ts";
import { createSessionStore, type SessionStore } from "./session-store.ts";

const answer = {
  user: {
    id: "user_1",
    email: "ada@example.com",
    emailVerified: true,
    firstName: null,
    lastName: null,
    profilePictureUrl: null,
    lastSignInAt: null,
    externalId: null,
    createdAt: "",
    updatedAt: "",
  },
  accessToken: "token",
  authenticationMethod: null,
};

type Load = () => Promise<SessionStore>;

function createStore() {
  const workos = createFakeWorkos({
    kind: "signedOut",
    hasEnded: false,
    exchangeFailure: null,
    refusal: null,
  });
  const emailSession = createEmailSession({
    tabStorage: createMemoryStorage(),
    storage: createMemoryStorage(),
    signOutMark: { read: () => ({ id: null, stands: false }), lift: () => undefined },
    withLock: (_, task) => task(),
  });
  emailSession.restore();
  const store = createSessionStore({
    workos: workos.connection,
    emailSession,
    tabs: { tellOthers: () => undefined, listen: () => () => undefined },
    origin: "https://console.example.com",
    isFinishingSignIn: false,
    callbackState: undefined,
    noteSignIn: () => undefined,
  });
  return { store, workos };
}

it("is signed out before it is loaded, and doesn't load for that", () => {
  const load = vi.fn<Load>(async () => createStore().store);
  const session = createDeferredSession(true, load);
  expect([session.getState(), session.isWorkosConfigured, session.getExchangeFailure()]).toEqual([
    nobody,
    true,
    null,
  ]);
  expect(load).not.toHaveBeenCalled();
});

it("looks the same to React once it is loaded and nothing has changed", async () => {
  const session = createDeferredSession(true, async () => createStore().store);
  await session.checkWorkosReachability();
  expect(session.getState()).toEqual(nobody);
});

it("loads once for what is asked of it, and tells its listeners of what changes from then on", async () => {
  const { store } = createStore();
  const load = vi.fn<Load>(async () => store);
  const session = createDeferredSession(true, load);
  const listener = vi.fn<() => void>();
  const stop = session.subscribe(listener);
  await Promise.all([session.checkWorkosReachability(), session.getAccessToken().catch(() => undefined)]);
  expect(load).toHaveBeenCalledOnce();
  listener.mockClear();
  session.adoptEmailSession(answer);
  await vi.waitFor(() => expect(session.getState().kind).toBe("active"));
  expect(listener).toHaveBeenCalled();
  stop();
});

it("loads again after a failure, which only the call that has waited for it sees", async () => {
  const { store } = createStore();
  const load = vi.fn<Load>().mockRejectedValueOnce(new Error("offline")).mockResolvedValue(store);
  const session = createDeferredSession(true, load);
  await expect(session.getSignInUrl()).rejects.toThrow("offline");
  await session.checkWorkosReachability();
  expect(load).toHaveBeenCalledTimes(2);
});

it("says that its code doesn't come after a sign-in, keeps the sign-in, and goes on at a retry", async () => {
  const { store } = createStore();
  const load = vi.fn<Load>().mockRejectedValueOnce(new Error("gone")).mockResolvedValue(store);
  const session = createDeferredSession(true, load);
  const kinds: string[] = [];
  session.subscribe(() => kinds.push(session.getState().kind));
  session.adoptEmailSession(answer);
  await vi.waitFor(() => expect(session.getState().kind).toBe("unreachable"));
  session.retry();
  await vi.waitFor(() => expect(session.getState().kind).toBe("active"));
  // Never signed out in between: a guard would send the person back to the sign-in page.
  expect([...new Set(kinds)]).toEqual(["restoring", "unreachable", "active"]);
});

it("goes on by itself when the network is back", async () => {
  const { store } = createStore();
  const load = vi.fn<Load>().mockRejectedValueOnce(new Error("offline")).mockResolvedValue(store);
  const session = createDeferredSession(true, load);
  session.adoptEmailSession(answer);
  await vi.waitFor(() => expect(session.getState().kind).toBe("unreachable"));
  window.dispatchEvent(new Event("online"));
  await vi.waitFor(() => expect(session.getState().kind).toBe("active"));
});
