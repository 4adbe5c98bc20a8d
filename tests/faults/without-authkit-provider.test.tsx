// @vitest-environment jsdom

import { type ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { refreshTokenKey } from "../../src/workos/session-marker.ts";
import { authenticatePath, createFakeIssuer, fakeApiOrigin } from "../../src/workos/testing/fake-issuer.ts";
import { createFakeLocks } from "../../src/workos/testing/fake-locks.ts";
import { createFakeNetwork } from "../../src/workos/testing/fake-network.ts";
import { callbackUrl, openConnection, settle } from "../../src/workos/testing/open-connection.tsx";

const key = refreshTokenKey("client_1");
const signInRequest = { returnTo: null, clientState: undefined, redirectUri: null, codeVerifier: "verifier" };

type Package = typeof import("@workos-inc/authkit-react");

const unused = () => Promise.resolve("");

/** The package with a provider that only renders its children: its hook then stays in the state before any client. */
async function withoutProvider(importOriginal: () => Promise<Package>): Promise<Record<string, unknown>> {
  const original = await importOriginal();
  return {
    ...original,
    AuthKitProvider: ({ children }: { children: ReactNode }) => children,
    useAuth: () => ({ isLoading: true, user: null, getAccessToken: unused, getSignInUrl: unused }),
  };
}

async function loadModules(isProviderReplaced: boolean) {
  vi.resetModules();
  if (isProviderReplaced) vi.doMock("@workos-inc/authkit-react", withoutProvider);
  else vi.doUnmock("@workos-inc/authkit-react");
  const { createWorkosConnection } = await import("../../src/workos/workos-connection.ts");
  const { AuthKit } = await import("../../src/workos/authkit.tsx");
  return { createWorkosConnection, AuthKit };
}

let issuer: ReturnType<typeof createFakeIssuer>;
let network: ReturnType<typeof createFakeNetwork>;
let close: () => Promise<void>;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000, toFake: ["setTimeout", "clearTimeout", "Date"] });
  vi.spyOn(console, "debug").mockReturnValue();
  localStorage.clear();
  sessionStorage.clear();
  Object.defineProperty(navigator, "locks", { configurable: true, value: createFakeLocks() });
  issuer = createFakeIssuer();
  network = createFakeNetwork(issuer.answer);
  vi.stubGlobal("fetch", network.fetch);
});
afterEach(async () => {
  await close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.doUnmock("@workos-inc/authkit-react");
});

async function open(isProviderReplaced: boolean) {
  const page = openConnection({ apiOrigin: fakeApiOrigin, modules: await loadModules(isProviderReplaced) });
  close = () => page.close();
  return page;
}

const tokenRequests = () => network.to(authenticatePath).length;

describe.each([
  ["AuthKitProvider", false],
  ["a provider that only renders its children", true],
])("with %s", (_, isReplaced) => {
  const outcome = isReplaced ? "never" : "does";

  it(`${outcome} exchange the code of a sign-in`, async () => {
    history.replaceState({}, "", `${callbackUrl()}?code=authorization-code&state=%22nonce%22`);
    const page = await open(isReplaced);
    page.start(signInRequest);
    await settle();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([page.connection.getState().kind, tokenRequests()]).toEqual(
      isReplaced ? ["starting", 0] : ["active", 1],
    );
  });

  it(`${outcome} refresh a session, at a page load and before the token runs out`, async () => {
    history.replaceState({}, "", "/members");
    localStorage.setItem(key, issuer.beginSession());
    const page = await open(isReplaced);
    page.start(null);
    await settle();
    await vi.advanceTimersByTimeAsync(300_000);
    expect([page.connection.getState().kind, tokenRequests()]).toEqual(
      isReplaced ? ["starting", 0] : ["active", 2],
    );
  });

  it(`${outcome} give a URL to sign in at`, async () => {
    history.replaceState({}, "", "/sign-in");
    const page = await open(isReplaced);
    page.start(null);
    const url = page.connection.getSignInUrl();
    await settle();
    await vi.advanceTimersByTimeAsync(60_000);
    // Where there is a client the digest of the verifier takes the time that it takes.
    const built = isReplaced ? await Promise.race([url, settle()]) : await url;
    expect(built === undefined).toBe(isReplaced);
  });
});
