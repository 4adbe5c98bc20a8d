import { createHash } from "node:crypto";

import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from "vitest";

import { requireReturnTo } from "../contract/return-to.ts";
import { organizationKey } from "./awaited-organization.ts";
import { LoginRequiredError } from "./login-required-error.ts";
import { SessionUnreachableError } from "./outage.ts";
import { type PendingAuthorization } from "./pending-authorization.ts";
import { codeVerifierKey, refreshTokenKey } from "./session-marker.ts";
import { StorageBlockedError } from "./storage-blocked-error.ts";
import {
  authenticatePath,
  createFakeIssuer,
  fakeApiOrigin,
  type FakeIssuer,
  logoutPath,
} from "./testing/fake-issuer.ts";
import { createFakeLocks } from "./testing/fake-locks.ts";
import { createFakeNetwork, type FakeNetwork, hang } from "./testing/fake-network.ts";
import {
  callbackUrl,
  type ConnectionOptions,
  type ConnectionPage,
  openConnection,
  settle,
  signedOutUrl,
} from "./testing/open-connection.tsx";

const key = refreshTokenKey("client_1");
const request: PendingAuthorization = {
  returnTo: null,
  clientState: undefined,
  redirectUri: null,
  codeVerifier: "verifier",
};

let issuer: FakeIssuer;
let network: FakeNetwork;
let page: ConnectionPage;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000, toFake: ["setTimeout", "clearTimeout", "Date"] });
  localStorage.clear();
  sessionStorage.clear();
  history.replaceState({}, "", "/members");
  setLocks(createFakeLocks());
  vi.spyOn(console, "debug").mockReturnValue();
  issuer = createFakeIssuer();
  network = createFakeNetwork(issuer.answer);
  vi.stubGlobal("fetch", network.fetch);
  page = openConnection({ apiOrigin: fakeApiOrigin });
});
afterEach(async () => {
  await page.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function hash(data: string | Uint8Array): Buffer {
  return createHash("sha256").update(data).digest();
}

function toBytes(data: BufferSource): Uint8Array {
  return ArrayBuffer.isView(data)
    ? Uint8Array.from(Buffer.from(data.buffer, data.byteOffset, data.byteLength))
    : new Uint8Array(data);
}

/** Loads the page anew; whatever lies in the storage areas stays. */
async function reload(options: Partial<ConnectionOptions> = {}): Promise<ConnectionPage> {
  await page.close();
  page = openConnection({ apiOrigin: fakeApiOrigin, ...options });
  return page;
}

async function restoreSession(): Promise<void> {
  localStorage.setItem(key, issuer.beginSession());
  page.start(null);
  await settle();
  expect(page.connection.getState().kind).toBe("active");
}

function setLocks(locks: Pick<ReturnType<typeof createFakeLocks>, "request">): void {
  Object.defineProperty(navigator, "locks", { configurable: true, value: locks });
}

const releaseLock = () => setLocks(createFakeLocks());
const advance = async (ms: number) => {
  await vi.advanceTimersByTimeAsync(ms);
  await settle();
};
const breakDown = () => {
  network.answer = () => Promise.reject(new TypeError("Failed to fetch"));
};
const recover = () => {
  network.answer = issuer.answer;
};
const refreshes = () => network.to(authenticatePath).length;
const logouts = () => network.to(logoutPath).map(({ url }) => url.searchParams.get("session_id"));
const state = () => page.connection.getState();
const signedOut = { kind: "signedOut", hasEnded: false, exchangeFailure: null, refusal: null };

describe("a page load", () => {
  it("knows at once that there is no session where nothing speaks of one, and asks WorkOS for none", async () => {
    expect(state()).toEqual({ kind: "starting" });
    page.start(null);
    expect(state()).toEqual(signedOut);
    await settle();
    expect(state()).toEqual(signedOut);
    expect([page.seen, network.requests]).toEqual([["starting", "signedOut"], []]);
    expect(page.connection.isConfigured).toBe(true);
  });

  it("finds the session that was left", async () => {
    await restoreSession();
    expect(state()).toMatchObject({
      kind: "active",
      person: {
        user: { id: "user_1", email: "grace@example.com" },
        organizationId: null,
        role: null,
        roles: null,
        permissions: [],
        featureFlags: [],
        impersonator: null,
        authenticationMethod: "Password",
      },
    });
    expect(page.refreshToken()).toBe("refresh-token-1.2");
  });

  it.each([
    ["a refresh", async () => await page.connection.getAccessToken({ forceRefresh: true })],
    ["a switch", async () => await page.connection.switchToOrganization({ organizationId: "org_1" })],
  ])("ends the session where %s brings another person's, which stays for the other tab", async (_, ask) => {
    await restoreSession();
    localStorage.setItem(key, issuer.beginSession("user_2"));
    await expect(ask()).rejects.toThrow();
    await settle();
    expect(state()).toEqual({ ...signedOut, hasEnded: true });
    expect(logouts()).toEqual([]);
    await expect(page.connection.getAccessToken()).rejects.toThrow(LoginRequiredError);
    const asked = refreshes();
    await advance(20 * 60_000);
    expect([refreshes(), state()]).toEqual([asked, { ...signedOut, hasEnded: true }]);
    await reload();
    page.start(null);
    await settle();
    expect(state()).toMatchObject({ kind: "active", person: { user: { id: "user_2" } } });
  });

  it("leaves that person no organization of the first one's, where a switch brings them", async () => {
    await restoreSession();
    await page.connection.switchToOrganization({ organizationId: "org_1" });
    localStorage.setItem(key, issuer.beginSession("user_2"));
    await expect(page.connection.switchToOrganization({ organizationId: "org_2" })).rejects.toThrow();
    expect(sessionStorage.getItem(organizationKey("client_1"))).toBeNull();
  });

  it("says that a session has ended where WorkOS refuses it", async () => {
    localStorage.setItem(key, "refresh-token-of-old");
    page.start(null);
    await settle();
    expect(state()).toEqual({ ...signedOut, hasEnded: true });
    expect(page.refreshToken()).toBeNull();
  });

  it("keeps the session through an outage and carries on by itself", async () => {
    localStorage.setItem(key, issuer.beginSession());
    breakDown();
    page.start(null);
    await settle();
    expect(state()).toMatchObject({ kind: "unreachable", person: null, outage: { cause: "network" } });
    expect(page.refreshToken()).toBe("refresh-token-1.1");
    recover();
    await advance(30_000);
    expect(state().kind).toBe("active");
  });

  describe("while other tabs hold the refresh lock for longer than the SDK waits", () => {
    let warn: MockInstance;
    beforeEach(async () => {
      localStorage.setItem(key, issuer.beginSession());
      setLocks({ request: () => Promise.reject(new DOMException("signal timed out", "TimeoutError")) });
      warn = vi.spyOn(console, "warn").mockReturnValue();
      page.start(null);
      await settle();
    });
    it("keeps the session and gets it once they are done, without a spinner in between", async () => {
      expect(warn).toHaveBeenCalledWith("Couldn't acquire refresh lock.");
      expect(state()).toMatchObject({ kind: "unreachable", person: null, outage: { cause: "timeout" } });
      await advance(3_000);
      expect(state().kind).toBe("unreachable");
      releaseLock();
      await advance(3_000);
      expect(state().kind).toBe("active");
      expect([page.seen.lastIndexOf("starting"), page.seen.at(-1)]).toEqual([0, "active"]);
      await advance(10_000);
      expect(refreshes()).toBe(1);
    });

    it("waits no more once the tabs have found that the session is over", async () => {
      localStorage.removeItem(key);
      releaseLock();
      await advance(3_000);
      expect([state(), refreshes()]).toEqual([signedOut, 0]);
    });

    it("waits no more once the person has signed out in another tab", async () => {
      page.connection.forget();
      releaseLock();
      await advance(3_000);
      expect([page.seen.lastIndexOf("starting"), page.seen.at(-1)]).toEqual([0, "signedOut"]);
    });

    it("waits no more once a token was asked for and given", async () => {
      releaseLock();
      await page.connection.getAccessToken();
      await advance(3_000);
      // Once more by the client that goes on refreshing: the first one never got so far.
      expect([state().kind, refreshes()]).toEqual(["active", 2]);
    });
  });

  it("settles for nobody where a cookie speaks of a session that this origin can't present", async () => {
    document.cookie = "workos-has-session=1";
    page.start(null);
    await advance(60_000);
    document.cookie = "workos-has-session=; max-age=0";
    expect([page.seen, network.requests]).toEqual([["starting", "signedOut"], []]);
  });

  it("looks again where it may not ask yet, and says meanwhile that WorkOS can't be reached", async () => {
    await restoreSession();
    breakDown();
    await page.connection.getAccessToken({ forceRefresh: true }).catch(() => undefined);
    page.connection.forget();
    localStorage.setItem(key, issuer.beginSession());
    recover();
    page.connection.reconnect();
    await settle();
    expect([state().kind, refreshes()]).toEqual(["unreachable", 2]);
    await advance(5_000);
    expect([state().kind, refreshes()]).toEqual(["active", 3]);
  });

  it("stays signed out while the mark of a sign-out stands, whatever is left to present", async () => {
    localStorage.setItem(key, issuer.beginSession());
    page.signOutMark.set();
    page.start(null);
    await advance(5 * 60_000);
    expect([state(), network.requests]).toEqual([signedOut, []]);
    expect(page.seen).toEqual(["starting", "signedOut"]);
  });
});

describe("the way back from WorkOS", () => {
  beforeEach(() => {
    history.replaceState({}, "", `${callbackUrl()}?code=authorization-code&state=%22nonce%22`);
    vi.spyOn(console, "error").mockReturnValue();
  });

  it("exchanges the code with the verifier of this sign-in, and lifts the mark of an earlier sign-out", async () => {
    sessionStorage.setItem(codeVerifierKey, "verifier of another sign-in");
    page.signOutMark.set();
    page.start(request);
    await settle();
    expect(state().kind).toBe("active");
    expect(page.signOutMark.read().stands).toBe(false);
    expect(JSON.parse(network.to(authenticatePath)[0]?.body ?? "")).toMatchObject({
      code: "authorization-code",
      code_verifier: "verifier",
    });
  });

  it("may leave the address as soon as the code is read, before WorkOS has answered", async () => {
    network.answer = hang;
    const read: string[] = [];
    page.start(request, () => {
      read.push(location.search);
      history.replaceState(null, "", "/auth/workos/callback");
    });
    await settle();
    expect(read).toEqual(["?code=authorization-code&state=%22nonce%22"]);
    expect([state().kind, location.search]).toEqual(["starting", ""]);
    expect(network.to(authenticatePath)[0]?.body).toContain('"code":"authorization-code"');
  });

  it("leaves nothing behind of a session that was signed out of while its code was exchanged", async () => {
    const held = Promise.withResolvers<void>();
    network.answer = async (sent) => {
      const answer = issuer.answer(sent);
      await held.promise;
      return answer;
    };
    page.start(request, () => history.replaceState(null, "", "/auth/workos/callback"));
    await settle();
    page.connection.forget();
    page.connection.reconnect();
    await settle();
    held.resolve();
    await settle();
    expect((await page.authkit.getClient()).getUser()).toBeNull();
    await advance(10 * 60_000);
    expect([state(), page.refreshToken(), refreshes()]).toEqual([signedOut, null, 1]);
    await expect(page.connection.getAccessToken()).rejects.toThrow(LoginRequiredError);
  });

  it("may be another callback than the configured one", async () => {
    const redirectUri = `${location.origin}/auth/other`;
    history.replaceState({}, "", `${redirectUri}?code=authorization-code&state=%22nonce%22`);
    page.start({ ...request, redirectUri });
    await settle();
    expect(state().kind).toBe("active");
  });

  it("says that the code was refused", async () => {
    network.answer = () => Response.json({ error: "invalid_grant" }, { status: 400 });
    page.start(request);
    await settle();
    expect(state()).toMatchObject({ ...signedOut, exchangeFailure: { kind: "refused" } });
  });

  it("says so too where there is an older session, which a refused code doesn't bring back", async () => {
    localStorage.setItem(key, issuer.beginSession());
    network.answer = () => Response.json({ error: "invalid_grant" }, { status: 400 });
    page.start(request);
    await settle();
    expect(state()).toMatchObject({ ...signedOut, exchangeFailure: { kind: "refused" } });
  });

  it("says that WorkOS wasn't reached, and forgets it with the next look for a session", async () => {
    breakDown();
    page.start(request);
    await settle();
    const failure = { kind: "unreachable", cause: "network" };
    expect(state()).toMatchObject({ ...signedOut, exchangeFailure: failure });
    page.connection.reconnect();
    await settle();
    expect(state()).toEqual(signedOut);
  });

  it("lifts no mark that is set while the code is exchanged and refused", async () => {
    network.answer = () => {
      page.signOutMark.set();
      return Response.json({ error: "invalid_grant" }, { status: 400 });
    };
    page.start(request);
    await settle();
    expect(page.signOutMark.read().stands).toBe(true);
  });
});

describe("the access token", () => {
  it("is refused without a session", async () => {
    page.start(null);
    await settle();
    await expect(page.connection.getAccessToken()).rejects.toThrow(LoginRequiredError);
  });

  it("is refreshed on demand and shortly before it runs out, by one request", async () => {
    await restoreSession();
    const first = await page.connection.getAccessToken();
    expect(await page.connection.getAccessToken()).toBe(first);
    expect(refreshes()).toBe(1);
    expect(await page.connection.getAccessToken({ forceRefresh: true })).not.toBe(first);
    expect(refreshes()).toBe(2);
    await advance(289_000);
    expect(refreshes()).toBe(2);
    await advance(4_000);
    expect(refreshes()).toBe(3);
  });

  it("can't be had in an outage, and the session stands all the same", async () => {
    await restoreSession();
    breakDown();
    await expect(page.connection.getAccessToken({ forceRefresh: true })).rejects.toThrow(
      SessionUnreachableError,
    );
    expect(state()).toMatchObject({ kind: "unreachable", person: { user: { id: "user_1" } } });
    expect(page.refreshToken()).not.toBeNull();
    recover();
    await advance(2_500);
    expect(await page.connection.getAccessToken({ forceRefresh: true })).toContain(".");
    expect(state().kind).toBe("active");
  });

  it("can't be had any more once WorkOS refuses the session, which is over then", async () => {
    await restoreSession();
    issuer.endSession();
    await expect(page.connection.getAccessToken({ forceRefresh: true })).rejects.toThrow(LoginRequiredError);
    expect(state()).toEqual({ ...signedOut, hasEnded: true });
    expect(page.refreshToken()).toBeNull();
    await advance(5 * 60_000);
    expect(refreshes()).toBe(2);
  });
});

describe("an outage", () => {
  beforeEach(async () => {
    await restoreSession();
    breakDown();
    await page.connection.getAccessToken({ forceRefresh: true }).catch(() => undefined);
  });

  it.each(["online", "focus"])("is over sooner with the browser's %s event", async (type) => {
    recover();
    window.dispatchEvent(new Event(type));
    await settle();
    expect([state().kind, refreshes()]).toEqual(["active", 3]);
  });

  it("is over sooner when the person asks", async () => {
    recover();
    page.connection.retry();
    await settle();
    expect([state().kind, refreshes()]).toEqual(["active", 3]);
  });

  it("is over by itself, long before the access token runs out", async () => {
    recover();
    await advance(2_300);
    expect([state().kind, refreshes()]).toEqual(["active", 3]);
    expect(vi.getTimerCount()).toBe(1);
  });

  it("isn't asked about by a tab that nobody sees, until somebody does", async () => {
    vi.spyOn(document, "hidden", "get").mockReturnValue(true);
    await advance(120_000);
    expect(refreshes()).toBe(2);
    vi.spyOn(document, "hidden", "get").mockReturnValue(false);
    recover();
    await advance(2_000);
    expect([state().kind, refreshes()]).toEqual(["active", 3]);
  });

  it("is asked about at the pace of the breaker, and by one request at a time", async () => {
    await advance(60_000);
    const sent = network.to(authenticatePath).slice(1);
    expect(sent.length).toBeGreaterThan(3);
    expect(sent.length).toBeLessThanOrEqual(6);
    expect(sent.slice(1).every(({ atMs }, index) => atMs - (sent[index]?.atMs ?? 0) >= 1_800)).toBe(true);
  });

  it("is asked about again after a burst of clicks has used up the minute's requests", async () => {
    for (let count = 0; count < 10; count += 1) {
      page.connection.retry();
      await advance(1_000);
    }
    await advance(45_000);
    const asked = refreshes();
    recover();
    await advance(15_000);
    expect([state().kind, refreshes()]).toEqual(["active", asked + 1]);
  });

  it("isn't asked about any more after a sign-out", async () => {
    await page.connection.signOut({ returnTo: signedOutUrl(), mayLeave: false });
    await advance(60_000);
    // One timer is the SDK's own, which can't be ended and asks for nothing any more.
    expect([refreshes(), vi.getTimerCount()]).toEqual([2, 1]);
  });

  it("isn't asked about again and again by one who asks again and again", async () => {
    for (let count = 0; count < 50; count += 1) {
      page.connection.retry();
      await settle();
    }
    expect(refreshes()).toBeLessThanOrEqual(4);
  });

  it("brings nothing to retry where there is none", async () => {
    recover();
    page.connection.retry();
    await settle();
    page.connection.retry();
    window.dispatchEvent(new Event("focus"));
    await settle();
    expect(refreshes()).toBe(3);
  });
});

describe("a sign-out", () => {
  it("ends the session here at once and leaves for WorkOS's logout", async () => {
    await restoreSession();
    const leaving = page.connection.signOut({ returnTo: signedOutUrl(), mayLeave: true });
    expect([state(), page.refreshToken()]).toEqual([signedOut, null]);
    expect(page.signOutMark.read().stands).toBe(true);
    expect(await leaving).toEqual({ isLeaving: true, isTold: true });
    const url = new URL(page.left[0] ?? "");
    expect([page.left.length, url.origin, url.pathname]).toEqual([1, fakeApiOrigin, logoutPath]);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      session_id: "session_1",
      return_to: signedOutUrl(),
    });
    expect(page.pendingLogouts.list(0)).toEqual(["session_1"]);
    expect(logouts()).toEqual([]);
  });

  it.each([
    "/signed-out",
    "/signed-out/",
    "/signed-out?from=workos",
    "/signed-out#",
    "//Signed-Out",
    "/signed%2Dout",
  ])("is settled by coming back from that logout, and by nothing else: %s", async (path) => {
    await restoreSession();
    await page.connection.signOut({ returnTo: signedOutUrl(), mayLeave: true });
    history.replaceState({}, "", window.location.origin + path);
    (await reload()).start(null);
    await settle();
    expect(page.pendingLogouts.list(0)).toEqual([]);
    expect(logouts()).toEqual([]);
  });

  it("is told again later by a page that the logout didn't come back to", async () => {
    await restoreSession();
    await page.connection.signOut({ returnTo: signedOutUrl(), mayLeave: true });
    await reload();
    vi.setSystemTime(Date.now() + 9_999);
    page.start(null);
    await settle();
    expect(logouts()).toEqual([]);
    vi.setSystemTime(Date.now() + 1);
    window.dispatchEvent(new Event("focus"));
    await settle();
    expect(logouts()).toEqual(["session_1"]);
    expect(page.pendingLogouts.list(0)).toEqual([]);
  });

  it("tells WorkOS from inside the page where it may not leave it", async () => {
    await restoreSession();
    expect(await page.connection.signOut({ returnTo: "https://x.example/", mayLeave: false })).toEqual({
      isLeaving: false,
      isTold: true,
    });
    const [told] = network.to(logoutPath);
    expect(told?.init).toMatchObject({ mode: "no-cors", credentials: "include", keepalive: true });
    expect(told?.url.searchParams.get("return_to")).toBe(signedOutUrl());
    expect([page.left, page.pendingLogouts.list(0)]).toEqual([[], []]);
  });

  it("stays here in an outage and is told once WorkOS is back", async () => {
    await restoreSession();
    breakDown();
    expect(await page.connection.signOut({ returnTo: signedOutUrl(), mayLeave: true })).toEqual({
      isLeaving: false,
      isTold: false,
    });
    expect([page.left, page.pendingLogouts.list(0)]).toEqual([[], ["session_1"]]);
    await advance(10_000);
    window.dispatchEvent(new Event("online"));
    await settle();
    expect(page.pendingLogouts.list(0)).toEqual(["session_1"]);
    recover();
    window.dispatchEvent(new Event("online"));
    await settle();
    expect(page.pendingLogouts.list(0)).toEqual([]);
    expect(logouts()).toEqual(["session_1", "session_1"]);
  });

  it("is told by the next page load too, and once", async () => {
    await restoreSession();
    breakDown();
    await page.connection.signOut({ returnTo: signedOutUrl(), mayLeave: true });
    await advance(10_000);
    recover();
    expect(await page.connection.signOut({ returnTo: signedOutUrl(), mayLeave: true })).toEqual({
      isLeaving: false,
      isTold: true,
    });
    (await reload()).start(null);
    await settle();
    expect(logouts()).toEqual(["session_1"]);
    (await reload()).start(null);
    await settle();
    expect(logouts()).toEqual(["session_1"]);
  });

  it("isn't told where the message itself goes astray, and doesn't wait for it for longer than eight seconds", async () => {
    await restoreSession();
    network.answer = (sent) => (sent.url.pathname === logoutPath ? hang() : new Response());
    const told = page.connection.signOut({ returnTo: signedOutUrl(), mayLeave: false });
    await advance(8_000);
    expect(await told).toEqual({ isLeaving: false, isTold: false });
    expect(page.pendingLogouts.list(0)).toEqual(["session_1"]);
  });

  it("doesn't wait for a WorkOS that hangs", async () => {
    await restoreSession();
    network.answer = hang;
    const told = page.connection.signOut({ returnTo: signedOutUrl(), mayLeave: true });
    await advance(1_000);
    expect(await told).toEqual({ isLeaving: false, isTold: false });
  });

  it("has nobody to tell where there was no session", async () => {
    page.start(null);
    await settle();
    expect(await page.connection.signOut({ returnTo: signedOutUrl(), mayLeave: true })).toEqual({
      isLeaving: false,
      isTold: true,
    });
    expect([network.requests, page.left, page.signOutMark.read().stands]).toEqual([[], [], true]);
  });

  it("leaves no refresh behind: nothing is asked for minutes, and no token is given out", async () => {
    await restoreSession();
    await page.connection.signOut({ returnTo: signedOutUrl(), mayLeave: false });
    await advance(10 * 60_000);
    window.dispatchEvent(new Event("focus"));
    await advance(60_000);
    expect([refreshes(), state()]).toEqual([1, signedOut]);
    await expect(page.connection.getAccessToken()).rejects.toThrow(LoginRequiredError);
  });
});

describe("another tab", () => {
  it("ends what this one holds at once, also while the refresh lock can't be had", async () => {
    await restoreSession();
    const { getUser } = await page.authkit.getClient();
    expect(getUser()).not.toBeNull();
    setLocks({ request: () => new Promise(() => undefined) });
    page.connection.forget();
    await settle();
    expect(getUser()).toBeNull();
  });

  it("ends what this one holds, without a mark of its own, and nothing is asked for minutes", async () => {
    await restoreSession();
    page.connection.forget();
    expect([state(), page.refreshToken()]).toEqual([signedOut, null]);
    await advance(10 * 60_000);
    expect([refreshes(), page.signOutMark.read().stands]).toEqual([1, false]);
    // The SDK's own, which can't be ended and asks for nothing any more.
    expect(vi.getTimerCount()).toBe(1);
  });

  it("brings a session that this one finds when it looks anew", async () => {
    page.start(null);
    await settle();
    localStorage.setItem(key, issuer.beginSession());
    page.connection.reconnect();
    await settle();
    expect(page.seen).toEqual(["starting", "signedOut", "starting", "active"]);
  });

  it("signs in and out three times, and the clients of the earlier sessions ask for nothing beside the last one", async () => {
    page.start(null);
    for (let round = 1; round <= 3; round += 1) {
      localStorage.setItem(key, issuer.beginSession());
      page.connection.reconnect();
      await advance(1_000);
      expect(state().kind).toBe("active");
      if (round < 3) page.connection.forget();
      await settle();
    }
    const before = refreshes();
    // While one waits for an answer, another timer would find the token just as old.
    network.answer = async (sent) => {
      await new Promise((resolve) => {
        setTimeout(resolve, 1_500);
      });
      return issuer.answer(sent);
    };
    // An access token lives for five minutes.
    await advance(30 * 60_000);
    expect(refreshes() - before).toBe(6);
  });

  it("brings a session that the refused refresh of the last one doesn't end", async () => {
    await restoreSession();
    const held = Promise.withResolvers<Response>();
    network.answer = () => held.promise;
    const late = page.connection.getAccessToken({ forceRefresh: true }).catch(() => null);
    await settle();
    page.connection.forget();
    localStorage.setItem(key, issuer.beginSession());
    page.connection.reconnect();
    await settle();
    recover();
    held.resolve(Response.json({ error: "invalid_grant" }, { status: 400 }));
    await late;
    await advance(3_000);
    expect([state().kind, page.refreshToken()]).toEqual(["active", "refresh-token-2.4"]);
  });

  it("ends the session in the very moment in which a refresh brings a token, and none is given out", async () => {
    await restoreSession();
    const stop = page.connection.subscribe(() => {
      stop();
      page.connection.forget();
    });
    await expect(page.connection.getAccessToken({ forceRefresh: true })).rejects.toThrow(LoginRequiredError);
    expect(state()).toEqual(signedOut);
  });

  it("isn't overtaken by the answer to an SDK that was replaced", async () => {
    await restoreSession();
    const held = Promise.withResolvers<void>();
    network.answer = async (sent) => {
      const answer = issuer.answer(sent);
      await held.promise;
      return answer;
    };
    const late = page.connection.getAccessToken({ forceRefresh: true }).catch((error: unknown) => error);
    await settle();
    page.connection.forget();
    held.resolve();
    expect(await late).toBeInstanceOf(LoginRequiredError);
    await settle();
    expect(page.refreshToken()).toBeNull();
    expect(state()).toEqual(signedOut);
  });
});

function refuse(status: number, body: object): void {
  network.answer = () => Response.json(body, { status });
}

describe("a refusal that no try would change", () => {
  const organization = organizationKey("client_1");

  it("about the tab's organization leaves it, and says so once", async () => {
    localStorage.setItem(key, issuer.beginSession());
    sessionStorage.setItem(organization, "org_gone");
    network.answer = (request) =>
      request.body.includes("org_gone")
        ? Response.json({ error: "organization_membership_not_found" }, { status: 400 })
        : issuer.answer(request);
    page.start(null);
    await settle();
    expect(state()).toMatchObject({ kind: "active", person: { organizationId: null } });
    expect([refreshes(), sessionStorage.getItem(organization)]).toEqual([2, null]);
    expect(page.connection.takeDroppedOrganization()).toBe("org_gone");
    expect(page.connection.takeDroppedOrganization()).toBeNull();
    await advance(60 * 60_000);
    expect(state().kind).toBe("active");
  });

  it("about the organization of a running session leaves it too", async () => {
    await restoreSession();
    await page.connection.switchToOrganization({ organizationId: "org_2" });
    network.answer = (request) =>
      request.body.includes("org_2")
        ? Response.json({ message: "Organization not found" }, { status: 404 })
        : issuer.answer(request);
    await page.connection.getAccessToken({ forceRefresh: true });
    expect(state()).toMatchObject({ kind: "active", person: { organizationId: null } });
    expect(page.connection.takeDroppedOrganization()).toBe("org_2");
  });

  it.each([
    ["sso_required", 400],
    ["mfa_enrollment", 403],
    ["organization_selection_required", 403],
    ["email_verification_required", 403],
    ["invalid_client", 401],
    ["access_denied", 400],
    ["a_new_name", 418],
  ])("signs out with what WorkOS requires, and asks it no more: %s", async (error, status) => {
    localStorage.setItem(key, issuer.beginSession());
    refuse(status, { error });
    page.start(null);
    await settle();
    expect(state()).toMatchObject({ ...signedOut, hasEnded: true, refusal: { error, organizationId: null } });
    await advance(5 * 60_000);
    expect(refreshes()).toBe(1);
    // The token may be good for other tabs, and for this one once the requirement is met.
    expect(page.refreshToken()).not.toBeNull();
    recover();
    page.connection.reconnect();
    await settle();
    expect(state().kind).toBe("active");
  });

  it("under the open page signs out too", async () => {
    await restoreSession();
    refuse(403, { code: "mfa_enrollment" });
    await expect(page.connection.getAccessToken({ forceRefresh: true })).rejects.toThrow(LoginRequiredError);
    expect(state()).toMatchObject({ hasEnded: true, refusal: { error: "mfa_enrollment" } });
  });
});

async function signInWithoutCookie(): Promise<void> {
  history.replaceState({}, "", `${callbackUrl()}?code=authorization-code&state=%22nonce%22`);
  const getItem = vi.spyOn(Storage.prototype, "getItem");
  // As where the token is in a cookie that the browser has dropped.
  getItem.mockImplementation(function find(this: Storage, name) {
    const index = Object.keys(this).indexOf(name);
    return name === key || index === -1 ? null : String(this[name]);
  });
  page.start(request);
  await settle();
  getItem.mockRestore();
  localStorage.removeItem(key);
  expect(state().kind).toBe("active");
  history.replaceState({}, "", "/members");
}

describe("a sign-in that leaves no sign of a session", () => {
  const blocked = { hasEnded: true, refusal: { error: "session_cookie_blocked" } };

  it("is told after the reload that loses the session", async () => {
    await signInWithoutCookie();
    await reload();
    page.start(null);
    expect(state()).toMatchObject(blocked);
    await settle();
    expect(network.requests).toHaveLength(1);
  });

  it("isn't told any more after a sign-out", async () => {
    await signInWithoutCookie();
    await page.connection.signOut({ returnTo: signedOutUrl(), mayLeave: false });
    await reload();
    page.start(null);
    expect(state()).toEqual(signedOut);
  });

  it("isn't told of one that does", async () => {
    history.replaceState({}, "", `${callbackUrl()}?code=authorization-code&state=%22nonce%22`);
    page.start(request);
    await settle();
    localStorage.removeItem(key);
    history.replaceState({}, "", "/members");
    await reload();
    page.start(null);
    expect(state()).toEqual(signedOut);
  });
});

describe("a switch of the organization", () => {
  it("refreshes into it", async () => {
    await restoreSession();
    await page.connection.switchToOrganization({ organizationId: "org_2" });
    expect(state()).toMatchObject({
      kind: "active",
      person: { organizationId: null, role: "member" },
    });
    expect(page.left).toEqual([]);
  });

  it("leaves for WorkOS where it asks for more, and knows the way back", async () => {
    await restoreSession();
    network.answer = () => Response.json({ error: "sso_required" }, { status: 403 });
    await page.connection.switchToOrganization({
      organizationId: "org_2",
      signInOpts: { returnTo: requireReturnTo("/members?page=2") },
    });
    const url = new URL(page.left[0] ?? "");
    expect(url.searchParams.get("organization_id")).toBe("org_2");
    const nonce: unknown = JSON.parse(url.searchParams.get("state") ?? "");
    expect(page.pendingAuthorizations.find(String(nonce))?.returnTo).toBe("/members?page=2");
    expect(page.refreshToken()).not.toBeNull();
  });

  it.each([
    [400, { error: "organization_not_found" }],
    [400, { error: "organization_membership_not_found" }],
    [404, { message: "Organization not found: 'org_2'." }],
    [404, { code: "entity_not_found", message: "x" }],
    [403, { message: "x" }],
    [422, { code: "invalid_request_parameters", message: "x" }],
  ])("says that the person isn't in it, and leaves nowhere: %i %o", async (status, body) => {
    await restoreSession();
    network.answer = () => Response.json(body, { status });
    await expect(page.connection.switchToOrganization({ organizationId: "org_2" })).rejects.toMatchObject({
      name: "OrganizationRefusedError",
      error: "organization_refused",
    });
    expect([page.left, state().kind, sessionStorage.getItem(organizationKey("client_1"))]).toEqual([
      [],
      "active",
      null,
    ]);
    recover();
    await page.connection.getAccessToken({ forceRefresh: true });
    expect(state().kind).toBe("active");
  });

  it.each([
    [403, { code: "mfa_enrollment", message: "x" }],
    [403, { code: "organization_selection_required", message: "x" }],
    [403, { code: "a_new_name", message: "x" }],
  ])("leaves for WorkOS after another requirement: %i %o", async (status, body) => {
    await restoreSession();
    network.answer = () => Response.json(body, { status });
    await page.connection.switchToOrganization({ organizationId: "org_2" });
    expect(page.left).toHaveLength(1);
  });

  it("fails in an outage and leaves nowhere, also after an earlier refusal", async () => {
    await restoreSession();
    network.answer = () => Response.json({ error: "sso_required" }, { status: 403 });
    await page.connection.switchToOrganization({ organizationId: "org_2" });
    expect(page.left).toHaveLength(1);
    breakDown();
    await advance(3_000);
    await expect(page.connection.switchToOrganization({ organizationId: "org_2" })).rejects.toThrow(
      SessionUnreachableError,
    );
    expect(page.left).toHaveLength(1);
  });

  it.each([null, "org_1"])(
    "leaves the next page load in the organization from before when it fails (%s)",
    async (before) => {
      const organization = organizationKey("client_1");
      await restoreSession();
      if (before !== null) sessionStorage.setItem(organization, before);
      network.answer = () => Response.json({ error: "sso_required" }, { status: 403 });
      await page.connection.switchToOrganization({ organizationId: "org_2" });
      expect(sessionStorage.getItem(organization)).toBe(before);
      breakDown();
      await expect(page.connection.switchToOrganization({ organizationId: "org_2" })).rejects.toThrow();
      expect(sessionStorage.getItem(organization)).toBe(before);
      recover();
      await advance(60_000);
      await page.connection.switchToOrganization({ organizationId: "org_2" });
      expect(sessionStorage.getItem(organization)).toBe("org_2");
    },
  );
});

describe("the organization that the tab's next page load asks for", () => {
  const organization = organizationKey("client_1");

  it("is the one of the session that a sign-in has given, whoever chose another one here before", async () => {
    history.replaceState({}, "", `${callbackUrl()}?code=authorization-code&state=%22nonce%22`);
    sessionStorage.setItem(organization, "org_of_somebody_else");
    page.start(request);
    await settle();
    expect(page.connection.getState().kind).toBe("active");
    expect(sessionStorage.getItem(organization)).toBeNull();
    await page.connection.switchToOrganization({ organizationId: "org_2" });
    await advance(10 * 60_000);
    expect(sessionStorage.getItem(organization)).toBe("org_2");
  });

  it.each([
    ["here", () => void page.connection.signOut({ returnTo: signedOutUrl(), mayLeave: false })],
    ["in another tab", () => page.connection.forget()],
  ])("is none after a sign-out %s", async (_, signOut) => {
    await restoreSession();
    await page.connection.switchToOrganization({ organizationId: "org_2" });
    signOut();
    await settle();
    expect(sessionStorage.getItem(organization)).toBeNull();
  });
});

describe("a URL for the sign-in", () => {
  beforeEach(async () => {
    page.start(null);
    await settle();
  });

  it("carries a nonce alone as its state, and everything else that WorkOS takes", async () => {
    const url = new URL(
      await page.connection.getSignInUrl({
        returnTo: requireReturnTo("/members#row"),
        state: { secret: "of the caller" },
        prompt: "login",
        loginHint: "ada@example.com",
        redirectUri: "/auth/other",
      }),
    );
    expect(url.origin + url.pathname).toBe(`${fakeApiOrigin}/user_management/authorize`);
    const {
      state: oauthState = "",
      code_challenge: codeChallenge,
      ...rest
    } = Object.fromEntries(url.searchParams);
    expect(rest).toEqual({
      client_id: "client_1",
      response_type: "code",
      provider: "authkit",
      code_challenge_method: "S256",
      login_hint: "ada@example.com",
      prompt: "login",
      redirect_uri: `${location.origin}/auth/other`,
    });
    expect(codeChallenge).toMatch(/^[\w-]{43}$/);
    expect(oauthState).toMatch(/^"[0-9a-f]{32}"$/);
    expect(page.pendingAuthorizations.find(oauthState.slice(1, -1))).toEqual({
      returnTo: "/members#row",
      clientState: { secret: "of the caller" },
      redirectUri: `${location.origin}/auth/other`,
      codeVerifier: sessionStorage.getItem(codeVerifierKey),
    });
  });

  it("comes back to the configured callback by default", async () => {
    const url = new URL(await page.connection.getSignInUrl());
    expect(url.searchParams.get("redirect_uri")).toBe(callbackUrl());
  });

  it("has its own verifier, also when several are built at once", async () => {
    // At once: a digest on a thread of its own would keep them apart by chance.
    vi.spyOn(crypto.subtle, "digest").mockImplementation((_, data) =>
      Promise.resolve(Uint8Array.from(hash(toBytes(data))).buffer),
    );
    const urls = await Promise.all(
      [1, 2, 3].map(() => page.connection.getSignInUrl({ returnTo: requireReturnTo("/members") })),
    );
    for (const href of urls) {
      const { searchParams } = new URL(href);
      const nonce = String(JSON.parse(searchParams.get("state") ?? ""));
      const codeVerifier = page.pendingAuthorizations.find(nonce)?.codeVerifier ?? "";
      expect(hash(codeVerifier).toString("base64url")).toBe(searchParams.get("code_challenge"));
    }
  });

  it("is one for the sign-up page where that is asked for", async () => {
    const hints = await Promise.all(
      [
        page.connection.getSignInUrl(),
        page.connection.getSignInUrl({ screenHint: "sign-up" }),
        page.connection.getSignInUrl({ screenHint: "sign-in" }),
      ].map(async (url) => new URL(await url).searchParams.get("screen_hint")),
    );
    expect(hints).toEqual([null, "sign-up", "sign-in"]);
  });

  it("finds its way back although a sign-out follows it", async () => {
    await restoreSession();
    const { searchParams } = new URL(await page.connection.getSignInUrl({ prompt: "login" }));
    await page.connection.signOut({ returnTo: signedOutUrl(), mayLeave: false });
    await settle();
    const nonce = String(JSON.parse(searchParams.get("state") ?? ""));
    const codeVerifier = page.pendingAuthorizations.find(nonce)?.codeVerifier ?? "";
    expect(hash(codeVerifier).toString("base64url")).toBe(searchParams.get("code_challenge"));
  });

  it("is refused for a callback on another origin, and the next one is built all the same", async () => {
    const refused = page.connection.getSignInUrl({ redirectUri: "https://evil.example/" });
    const next = page.connection.getSignInUrl();
    await expect(refused).rejects.toThrow(TypeError);
    expect(await next).toContain("/user_management/authorize?");
  });

  it("is refused where the browser keeps no verifier for the way back", async () => {
    (await reload({ canReturnFromWorkos: false })).start(null);
    await expect(page.connection.getSignInUrl()).rejects.toThrow(StorageBlockedError);
    expect(sessionStorage).toHaveLength(0);
  });
});

describe("the question whether WorkOS can be reached", () => {
  it("is asked past the breaker", async () => {
    await restoreSession();
    breakDown();
    await expect(page.connection.getAccessToken({ forceRefresh: true })).rejects.toThrow();
    expect(await page.connection.checkReachability()).toBe("unreachable");
    recover();
    expect(await page.connection.checkReachability()).toBe("reachable");
    expect(network.to("/sso/jwks/client_1")).toHaveLength(2);
  });
});
