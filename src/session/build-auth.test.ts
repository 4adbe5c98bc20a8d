import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { type AuthorizationOptions } from "../workos/authorization-options.ts";
import { noIdentity, selectIdentity } from "../workos/identity.ts";
import { buildAuth } from "./build-auth.ts";
import { type Session, type SessionState } from "./session-state.ts";
import { type SessionStore } from "./session-store.ts";
import { buildWorkosPerson } from "./testing/workos-person.ts";
import { signedOut } from "./testing/signed-out.ts";

const person = buildWorkosPerson();
const session: Session = { source: "workos", ...person };
const active: SessionState = { kind: "active", session };
const restoring: SessionState = { kind: "restoring" };
const outage = { cause: "network", retryAtMs: 0, reference: null } as const;

let asked: unknown[][];
let left: string[];
let now: SessionState;

beforeEach(() => {
  asked = [];
  left = [];
  now = active;
  history.replaceState({}, "", "/members?page=2#row");
  vi.stubGlobal("window", {
    location: {
      origin: "https://console.example.com",
      pathname: "/members",
      search: "?page=2",
      hash: "#row",
      assign: (url: string) => void left.push(url),
    },
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const answer =
  <Value>(name: string, value: Value) =>
  (...given: unknown[]) => {
    asked.push([name, ...given]);
    return value;
  };

function createStore(overrides: Partial<SessionStore> = {}): SessionStore {
  return {
    getState: () => now,
    subscribe: () => () => undefined,
    isWorkosConfigured: true,
    callbackState: { from: "here" },
    getExchangeFailure: () => ({ kind: "refused", cause: null, error: null, reference: "r" }),
    checkWorkosReachability: () => Promise.resolve("reachable"),
    getSignInUrl(options) {
      asked.push(["getSignInUrl", options]);
      return Promise.resolve(`https://auth.example/${options?.screenHint ?? "sign-in"}`);
    },
    getAccessToken: answer("getAccessToken", Promise.resolve("token")),
    switchToOrganization: answer("switchToOrganization", Promise.resolve()),
    signOut: answer("signOut", Promise.resolve()),
    adoptEmailSession: answer("adoptEmailSession", undefined),
    retry: answer("retry", undefined),
    dismissExpiredSession: answer("dismissExpiredSession", undefined),
    getOrganizationElsewhere: () => null,
    stayInOrganization: answer("stayInOrganization", undefined),
    getDroppedOrganization: () => null,
    dismissDroppedOrganization: answer("dismissDroppedOrganization", undefined),
    ...overrides,
  };
}

describe("what the hook says of the person", () => {
  it("is everything that the session knows", () => {
    expect(buildAuth(createStore(), active, null)).toMatchObject({
      ...selectIdentity(person),
      user: person.user,
      isLoading: false,
      session: active,
    });
  });

  it.each<[string, SessionState]>([
    ["the issuer can't be asked", { kind: "unreachable", session, outage }],
    ["the issuer has ended the session under the page", { ...signedOut, expiredSession: session }],
  ])("stays while %s, so that the page on the screen stays whole", (_, state) => {
    const auth = buildAuth(createStore(), state, null);
    expect(auth).toMatchObject({ ...selectIdentity(person), user: person.user, isLoading: false });
    expect(auth.session).toBe(state);
  });

  it.each<[string, SessionState, boolean]>([
    ["nothing is known yet", restoring, true],
    ["nobody is signed in", signedOut, false],
    ["the issuer was never reached", { kind: "unreachable", session: null, outage }, false],
  ])("is nothing where %s", (_, state, isLoading) => {
    expect(buildAuth(createStore(), state, null)).toMatchObject({ ...noIdentity, user: null, isLoading });
  });

  it("is read anew by getUser, also in a component that still has an older value", () => {
    const auth = buildAuth(createStore(), active, null);
    expect(auth.getUser()).toBe(person.user);
    now = signedOut;
    expect(auth.getUser()).toBeNull();
    now = restoring;
    expect(auth.getUser()).toBeNull();
  });
});

describe("the hook's calls", () => {
  it("leave for WorkOS and come back to this very page", async () => {
    const auth = buildAuth(createStore(), signedOut, null);
    await auth.signIn();
    await auth.signUp();
    expect(asked).toEqual([
      ["getSignInUrl", { returnTo: "/members?page=2#row" }],
      ["getSignInUrl", { returnTo: "/members?page=2#row", screenHint: "sign-up" }],
    ]);
    expect(left).toEqual(["https://auth.example/sign-in", "https://auth.example/sign-up"]);
  });

  it("come back to where they are told, and hand on every other option", async () => {
    const options: AuthorizationOptions = { returnTo: "/account", organizationId: "org_1", state: 1 };
    const auth = buildAuth(createStore(), signedOut, null);
    await auth.signIn(options);
    await auth.signUp(options);
    await auth.getSignInUrl(options);
    await auth.getSignUpUrl(options);
    const onSignUp = { ...options, screenHint: "sign-up" };
    expect(asked.map(([, given]) => given)).toEqual([options, onSignUp, options, onSignUp]);
  });

  it("choose the other screen where they are told to", async () => {
    const auth = buildAuth(createStore(), signedOut, null);
    expect(await auth.getSignInUrl({ screenHint: "sign-up" })).toBe("https://auth.example/sign-up");
    expect(await auth.getSignUpUrl({ screenHint: "sign-in" })).toBe("https://auth.example/sign-in");
  });

  it.each(["https://evil.example/", "//evil.example", "/sign-in"])(
    "never come back to %s",
    async (returnTo) => {
      const auth = buildAuth(createStore(), active, null);
      await auth.signIn({ returnTo });
      await auth.getSignUpUrl({ returnTo });
      await auth.switchToOrganization({ organizationId: "org_2", signInOpts: { returnTo } });
      expect(asked).toEqual([
        ["getSignInUrl", { returnTo: null }],
        ["getSignInUrl", { returnTo: null, screenHint: "sign-up" }],
        ["switchToOrganization", { organizationId: "org_2", signInOpts: { returnTo: null } }],
      ]);
    },
  );

  it("give URLs that come back to this page, without leaving it", async () => {
    const auth = buildAuth(createStore(), signedOut, null);
    expect(await auth.getSignInUrl()).toBe("https://auth.example/sign-in");
    expect(await auth.getSignUpUrl({ loginHint: "ada@example.com" })).toBe("https://auth.example/sign-up");
    expect(asked).toEqual([
      ["getSignInUrl", { returnTo: "/members?page=2#row" }],
      [
        "getSignInUrl",
        { returnTo: "/members?page=2#row", loginHint: "ada@example.com", screenHint: "sign-up" },
      ],
    ]);
    expect(left).toEqual([]);
  });

  it("go to the sign-in page where the build isn't configured for WorkOS", async () => {
    const auth = buildAuth(createStore({ isWorkosConfigured: false }), signedOut, null);
    await auth.signIn();
    await auth.signUp({ returnTo: "/account" });
    expect(asked).toEqual([]);
    expect(left).toEqual(["/sign-in?return_to=%2Fmembers%3Fpage%3D2%23row", "/sign-in?return_to=%2Faccount"]);
    expect(auth.isWorkosConfigured).toBe(false);
  });

  it("hand on to the session what they are given", async () => {
    const store = createStore();
    const auth = buildAuth(store, active, null);
    expect(await auth.getAccessToken({ forceRefresh: true })).toBe("token");
    await auth.switchToOrganization({ organizationId: "org_2" });
    await auth.signOut({ navigate: false });
    auth.retrySession();
    auth.dismissExpiredSession();
    auth.stayInOrganization();
    expect(asked).toEqual([
      ["getAccessToken", { forceRefresh: true }],
      ["switchToOrganization", { organizationId: "org_2", signInOpts: { returnTo: null } }],
      ["signOut", { navigate: false }],
      ["retry"],
      ["dismissExpiredSession"],
      ["stayInOrganization"],
    ]);
    expect(auth).toMatchObject({
      callbackState: { from: "here" },
      isWorkosConfigured: true,
      exchangeFailure: { kind: "refused", cause: null, error: null, reference: "r" },
      adoptEmailSession: store.adoptEmailSession,
      checkWorkosReachability: store.checkWorkosReachability,
    });
  });
});
