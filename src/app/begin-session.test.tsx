import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { createMemoryStorage } from "../config/testing/memory-storage.ts";
import { createPendingAuthorizations } from "../workos/pending-authorization.ts";
import { beginSession } from "./begin-session.tsx";

const { origin } = location;
const redirectUri = `${origin}/auth/workos/callback`;
const workos = { clientId: "client_1", apiOrigin: "https://auth.example", redirectUri };
let asked: string[];

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", false);
  localStorage.clear();
  sessionStorage.clear();
  asked = [];
  vi.stubGlobal("fetch", (input: URL) => {
    asked.push(new URL(input, origin).pathname);
    return new Promise(() => undefined);
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  history.replaceState(null, "", "/");
});

/** The browser's own storage, as a sign-in has left it that comes back with a code. */
function openCallback() {
  const read = (key: string) => sessionStorage.getItem(key);
  const write = (key: string, value: string) => sessionStorage.setItem(key, value);
  const ownTab = { ...createMemoryStorage(), read, write };
  const pending = createPendingAuthorizations({ ownTab, shared: createMemoryStorage(), origin });
  const nonce = pending.remember({ returnTo: null, clientState: undefined, redirectUri: null });
  pending.attachCodeVerifier(nonce, "verifier");
  history.replaceState(
    null,
    "",
    `${redirectUri}?code=authorization-code&state=${encodeURIComponent(JSON.stringify(nonce))}`,
  );
}

it("sends the authorization code, once under StrictMode, and takes it out of the address before the app may be rendered", async () => {
  openCallback();
  await beginSession({ origin, workos });
  expect(location.search).toBe("");
  expect(asked).toEqual(["/user_management/authenticate"]);
});

it("doesn't wait, and asks WorkOS nothing, where nothing points to a session", async () => {
  const { session, asksWorkos } = await beginSession({ origin, workos });
  expect(asksWorkos).toBe(false);
  expect(session.getState().kind).toBe("signedOut");
  expect(asked).toEqual([]);
});

it("starts without AuthKit where the build isn't configured for WorkOS", async () => {
  const { session, authkit } = await beginSession({ origin, workos: null });
  expect(authkit).toBeNull();
  expect(session.isWorkosConfigured).toBe(false);
});
