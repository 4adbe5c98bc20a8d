import { createClient } from "@workos-inc/authkit-js";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { createMemoryStorage } from "../config/testing/memory-storage.ts";
import { readAuthorizationResponse } from "../sign-in/authkit/authorization-response.ts";
import { createPendingAuthorizations } from "../workos/pending-authorization.ts";
import { beginExchange } from "./exchange.ts";

const config = {
  clientId: "client_1",
  apiOrigin: "https://auth.example",
  redirectUri: `${location.origin}/auth/workos/callback`,
};
const hourMs = 60 * 60 * 1000;

beforeEach(() => {
  vi.stubGlobal("porticoEarly", undefined);
  sessionStorage.clear();
  history.replaceState(null, "", "/");
});

/** A tab that has begun a sign-in, and what the callback page sends for an address. */
function begin() {
  const ownTab = createMemoryStorage();
  const shared = createMemoryStorage();
  const pending = createPendingAuthorizations({ ownTab, shared, origin: location.origin });
  const nonce = pending.remember({ returnTo: null, clientState: undefined, redirectUri: null });
  pending.attachCodeVerifier(nonce, "verifier");
  const state = encodeURIComponent(JSON.stringify(nonce));
  const send = vi.fn<typeof fetch>(() => new Promise(() => undefined));
  const open = (path: string, nowMs = Date.now(), origin = location.origin) =>
    beginExchange({ config, ownTab, shared, url: new URL(path, origin), fetch: send, nowMs });
  return { ownTab, pending, nonce, send, open, path: `/auth/workos/callback?code=code_1&state=${state}` };
}

describe("the token request before the app", () => {
  it.each([
    ["on localhost", location.origin, undefined],
    ["on the web", "https://console.example", false],
  ])("is the one that the SDK makes: %s", async (_, origin, devMode) => {
    const { open, path, send } = begin();
    const early = open(path, Date.now(), origin);
    history.replaceState(null, "", path);
    sessionStorage.setItem("workos:code-verifier", "verifier");
    const asked: Parameters<typeof fetch>[] = [];
    vi.stubGlobal("fetch", (...request: Parameters<typeof fetch>) => {
      asked.push(request);
      return new Promise(() => undefined);
    });
    void createClient(config.clientId, {
      apiHostname: "auth.example",
      redirectUri: config.redirectUri,
      ...(devMode !== undefined && { devMode }),
    });
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    const [[url, init] = []] = asked;
    expect(url instanceof URL ? url.href : url).toBe(early?.url);
    // The order of the members counts: the guard compares the texts.
    expect(JSON.stringify([init?.method, init?.credentials, init?.headers, init?.body])).toBe(
      JSON.stringify([early?.init.method, early?.init.credentials, early?.init.headers, early?.init.body]),
    );
    expect(send).toHaveBeenCalledOnce();
  });

  it.each<[string, (path: string) => string]>([
    [
      "a code of a sign-in that this tab hasn't begun",
      (path) => path.replace(/[0-9a-f]{32}/, "0".repeat(32)),
    ],
    ["a code without a state", () => "/auth/workos/callback?code=code_1"],
    ["a refusal", (path) => `${path}&error=access_denied`],
    ["a callback without a code", (path) => path.replace("code=code_1&", "")],
    ["another page", (path) => path.replace("/auth/workos/callback", "/dashboard")],
  ])("isn't sent for %s", (_, change) => {
    const { open, path, send } = begin();
    expect(open(change(path))).toBeNull();
    expect(send).not.toHaveBeenCalled();
  });

  it("isn't sent for a sign-in of more than an hour ago", () => {
    const { open, path, send } = begin();
    expect(open(path, Date.now() + hourMs + 1_000)).toBeNull();
    expect(send).not.toHaveBeenCalled();
  });

  it("isn't sent again after a page load in the middle, which the app then takes for an interrupted sign-in", () => {
    const { open, path, send, pending } = begin();
    expect(open(path)).not.toBeNull();
    expect(open(path)).toBeNull();
    expect(send).toHaveBeenCalledOnce();
    const read = () =>
      readAuthorizationResponse(new URL(path, location.origin), "/auth/workos/callback", pending).kind;
    expect(read()).toBe("interrupted");
    // Forgotten, as one that was never begun.
    expect(read()).toBe("noPendingRequest");
  });

  it("isn't sent again on the way back to it, after another sign-in of the tab", () => {
    const { open, path, send, pending, ownTab } = begin();
    open(path);
    const next = pending.remember({ returnTo: null, clientState: undefined, redirectUri: null });
    pending.attachCodeVerifier(next, "verifier of the next");
    const nextPath = `/auth/workos/callback?code=code_2&state=${encodeURIComponent(JSON.stringify(next))}`;
    const tokenRequest = open(nextPath);
    expect(tokenRequest?.init.body).toContain("verifier of the next");
    vi.stubGlobal("porticoEarly", { redirect: null, emailStep: null, tokenRequest });
    const read = (to: string) =>
      readAuthorizationResponse(new URL(to, location.origin), "/auth/workos/callback", pending).kind;
    expect(read(nextPath)).toBe("authorized");
    vi.stubGlobal("porticoEarly", undefined);
    expect(open(path)).toBeNull();
    expect(send).toHaveBeenCalledTimes(2);
    expect(read(path)).toBe("interrupted");
    expect(ownTab.keys()).toEqual([]);
  });

  it("is the app's where this page load has sent it", () => {
    const { open, path, pending } = begin();
    vi.stubGlobal("porticoEarly", { redirect: null, emailStep: null, tokenRequest: open(path) });
    expect(
      readAuthorizationResponse(new URL(path, location.origin), "/auth/workos/callback", pending).kind,
    ).toBe("authorized");
  });
});
