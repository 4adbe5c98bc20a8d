import { describe, expect, it } from "vitest";

import { type AuthKitHook, createAuthKitHandle } from "./authkit-handle.ts";

const config = {
  clientId: "client_1",
  apiOrigin: "http://localhost:4100",
  redirectUri: "https://console.example.com/auth/workos/callback",
};

const resolve = () => Promise.resolve("");

/** What the package's hook returns with one client, or with none. */
function buildHook(isLoading: boolean): AuthKitHook {
  return {
    isLoading,
    user: null,
    role: null,
    roles: null,
    organizationId: null,
    permissions: [],
    featureFlags: [],
    impersonator: null,
    authenticationMethod: null,
    getUser: () => null,
    getAccessToken: () => Promise.resolve(""),
    getSignInUrl: resolve,
    getSignUpUrl: resolve,
    signIn: () => Promise.resolve(),
    signUp: () => Promise.resolve(),
    signOut: () => Promise.resolve(),
    switchToOrganization: () => Promise.resolve(),
  };
}

async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const pending = {};
  return (await Promise.race([promise, Promise.resolve(pending)])) === pending;
}

/** A handle whose provider was rendered once, before it made a client. */
function openMounted() {
  const handle = createAuthKitHandle(config);
  const idle = buildHook(true);
  const commit = (hook: AuthKitHook, props = handle.getProps()) => handle.takeHook(props, hook);
  void handle.start(config.redirectUri);
  commit(idle);
  return { handle, idle, commit };
}

describe("the provider's props", () => {
  it("are those of the configuration, with the API's address in its parts", () => {
    expect(createAuthKitHandle(config).getProps()).toMatchObject({
      clientId: "client_1",
      redirectUri: config.redirectUri,
      apiHostname: "localhost",
      https: false,
      port: 4100,
    });
    const { https, port } = createAuthKitHandle({
      ...config,
      apiOrigin: "https://auth.example.com",
    }).getProps();
    expect([https, port]).toEqual([true, undefined]);
  });

  it("change with a start, for those who listen and until they stop", () => {
    const handle = createAuthKitHandle(config);
    let changes = 0;
    const stop = handle.subscribe(() => (changes += 1));
    const before = handle.getProps();
    void handle.start("https://console.example.com/auth/other");
    expect(handle.getProps()).not.toBe(before);
    expect(handle.getProps()).toMatchObject({ redirectUri: "https://console.example.com/auth/other" });
    stop();
    void handle.start(config.redirectUri);
    expect(changes).toBe(1);
  });

  it("keep one function for the tokens, because the provider keeps the first", () => {
    const handle = createAuthKitHandle(config);
    const { onRefresh } = handle.getProps();
    void handle.start(config.redirectUri);
    expect(handle.getProps().onRefresh).toBe(onRefresh);
  });
});

describe("the client", () => {
  it("is the first that the hook shows when it is done loading", async () => {
    const { handle, commit } = openMounted();
    expect(await isPending(handle.getClient())).toBe(true);
    const hook = buildHook(false);
    commit(hook);
    expect(await handle.getClient()).toBe(hook);
  });

  it("isn't the replaced one, even where React leaves out the rendering in between", async () => {
    const { handle, commit } = openMounted();
    const first = buildHook(false);
    commit(first);
    void handle.start(config.redirectUri);
    commit(first);
    commit(first);
    expect(await isPending(handle.getClient())).toBe(true);
    const second = buildHook(false);
    commit(second);
    expect(await handle.getClient()).toBe(second);
  });

  it("isn't one that was made with the props of the start before", async () => {
    const { handle, commit } = openMounted();
    const before = handle.getProps();
    void handle.start(config.redirectUri);
    commit(buildHook(false), before);
    expect(await isPending(handle.getClient())).toBe(true);
  });

  it("is refused where the provider is done without one", async () => {
    const { handle, idle, commit } = openMounted();
    commit({ ...idle, isLoading: false });
    await expect(handle.getClient()).rejects.toThrow("AuthKit could not be started");
  });
});
