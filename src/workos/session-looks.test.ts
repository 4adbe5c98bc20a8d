import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { type PendingAuthorization } from "./pending-authorization.ts";
import { createSessionLooks, type LookingHandle } from "./session-looks.ts";
import { refreshTokenKey } from "./session-marker.ts";
import {
  authenticatePath,
  createFakeIssuer,
  fakeApiOrigin,
  type FakeIssuer,
  logoutPath,
} from "./testing/fake-issuer.ts";
import { createFakeNetwork, type FakeNetwork } from "./testing/fake-network.ts";
import { createHeldLocks } from "./testing/held-locks.ts";
import {
  callbackUrl,
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
let locks: ReturnType<typeof createHeldLocks>;
let page: ConnectionPage;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000, toFake: ["setTimeout", "clearTimeout", "Date"] });
  history.replaceState({}, "", "/members");
  locks = createHeldLocks();
  Object.defineProperty(navigator, "locks", { configurable: true, value: locks });
  for (const method of ["debug", "warn", "error"] as const) vi.spyOn(console, method).mockReturnValue();
  issuer = createFakeIssuer();
  network = createFakeNetwork(issuer.answer);
  vi.stubGlobal("fetch", network.fetch);
  page = openConnection({ apiOrigin: fakeApiOrigin });
});
afterEach(async () => {
  await page.close();
});

/** In steps of half a second, between which what needs real turns (React's scheduler, a body, a digest) goes on. */
async function advance(milliseconds: number): Promise<void> {
  for (let left = milliseconds; left > 0; left -= 500) {
    await vi.advanceTimersByTimeAsync(Math.min(left, 500));
    for (let turn = 0; turn < 4; turn += 1) {
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
      await vi.advanceTimersByTimeAsync(0);
    }
  }
  await settle();
}

const tokenRequests = () => network.to(authenticatePath).length;
const state = () => page.connection.getState();
const signInElsewhere = () => localStorage.setItem(key, issuer.beginSession());
const breakDown = () => {
  network.answer = () => Promise.reject(new TypeError("Failed to fetch"));
};
const answerAfter = (milliseconds: number) => {
  network.answer = async (sent) => {
    await new Promise((resolve) => {
      setTimeout(resolve, milliseconds);
    });
    return issuer.answer(sent);
  };
};

async function restoreSession(): Promise<void> {
  signInElsewhere();
  page.start(null);
  await settle();
  expect(state().kind).toBe("active");
}

/** Expects that one client refreshes: a token lives for five minutes, and an answer takes long enough for another to ask too. */
async function expectOneRefresher(): Promise<void> {
  expect(state().kind).toBe("active");
  const before = tokenRequests();
  answerAfter(1_500);
  await advance(30 * 60_000);
  expect(tokenRequests() - before).toBe(6);
}

describe("a refresh lock that another tab holds at a page load", () => {
  let release: () => void;
  beforeEach(async () => {
    release = locks.hold();
    signInElsewhere();
    page.start(null);
    await advance(18_000);
  });

  it("reads as an outage meanwhile", () => {
    expect(state()).toMatchObject({ kind: "unreachable", person: null });
    expect(tokenRequests()).toBe(0);
  });

  it("is followed by one refresh and one client that goes on refreshing", async () => {
    release();
    await advance(5_000);
    expect(tokenRequests()).toBe(1);
    await expectOneRefresher();
  });

  it("leaves no call hanging", async () => {
    const url = vi.fn<(url: string) => void>();
    const failure = vi.fn<(error: unknown) => void>();
    void page.connection.getSignInUrl().then(url);
    page.connection.getAccessToken().catch(failure);
    await advance(60_000);
    expect(url).toHaveBeenCalledTimes(1);
    expect(failure.mock.calls).toMatchObject([[{ name: "SessionUnreachableError" }]]);
  });

  it("is forgotten at once when a person asks again after its release", async () => {
    await advance(3_500);
    release();
    page.connection.retry();
    await advance(2_000);
    expect(state().kind).toBe("active");
  });
});

describe("a token that a call has got where the page load couldn't", () => {
  it("begins the refreshing too", async () => {
    const release = locks.hold();
    signInElsewhere();
    page.start(null);
    await advance(10_000);
    release();
    await page.connection.getAccessToken();
    await advance(5_000);
    await expectOneRefresher();
  });
});

describe("a sign-in in another tab after a sign-out", () => {
  it.each([
    ["in the same task", () => undefined],
    ["a moment later", settle],
    ["a second later", () => advance(1_000)],
  ])("goes on with one client: %s", async (_, pause) => {
    await restoreSession();
    page.connection.forget();
    await pause();
    signInElsewhere();
    page.connection.reconnect();
    await advance(3_000);
    await expectOneRefresher();
  });

  it("goes on with one client while another tab holds the refresh lock", async () => {
    await restoreSession();
    const release = locks.hold();
    page.connection.forget();
    await advance(1_500);
    signInElsewhere();
    page.connection.reconnect();
    await settle();
    release();
    await advance(3_000);
    await expectOneRefresher();
  });

  it("goes on with one client while a refresh of the session before is on its way", async () => {
    await restoreSession();
    const held = Promise.withResolvers<void>();
    network.answer = async (sent) => {
      const answer = issuer.answer(sent);
      await held.promise;
      return answer;
    };
    page.connection.getAccessToken({ forceRefresh: true }).catch(() => undefined);
    await settle();
    page.connection.forget();
    signInElsewhere();
    page.connection.reconnect();
    await settle();
    network.answer = issuer.answer;
    held.resolve();
    await advance(3_000);
    await expectOneRefresher();
  });

  it("goes on with one client after an outage", async () => {
    await restoreSession();
    page.connection.forget();
    await settle();
    signInElsewhere();
    breakDown();
    page.connection.reconnect();
    await settle();
    page.connection.reconnect();
    await advance(5_000);
    network.answer = issuer.answer;
    await advance(30_000);
    await expectOneRefresher();
  });

  it("goes on with one client where WorkOS had asked to wait", async () => {
    await restoreSession();
    network.answer = () => Response.json({}, { status: 429, headers: { "Retry-After": "300" } });
    await page.connection.getAccessToken({ forceRefresh: true }).catch(() => undefined);
    page.connection.forget();
    await settle();
    network.answer = issuer.answer;
    signInElsewhere();
    page.connection.reconnect();
    await advance(301_000);
    await expectOneRefresher();
  });

  it("goes on with one client after WorkOS has ended the session", async () => {
    await restoreSession();
    issuer.endSession();
    await page.connection.getAccessToken({ forceRefresh: true }).catch(() => undefined);
    signInElsewhere();
    page.connection.reconnect();
    await advance(2_000);
    await expectOneRefresher();
  });

  it("asks for no organization of the person before", async () => {
    await restoreSession();
    await page.connection.switchToOrganization({ organizationId: "org_2" });
    page.connection.forget();
    signInElsewhere();
    page.connection.reconnect();
    await settle();
    expect(network.to(authenticatePath).at(-1)?.body).not.toContain("org_2");
  });

  it("keeps its refresh token, whose news hasn't come yet, from the SDK that was signed out", async () => {
    await restoreSession();
    page.connection.forget();
    await settle();
    signInElsewhere();
    await advance(3_000);
    expect(page.refreshToken()).not.toBeNull();
    page.connection.reconnect();
    await advance(2_000);
    await expectOneRefresher();
  });
});

describe("a sign-out in the middle of a code exchange", () => {
  let held: PromiseWithResolvers<void>;
  beforeEach(async () => {
    history.replaceState({}, "", `${callbackUrl()}?code=authorization-code&state=%22nonce%22`);
    held = Promise.withResolvers<void>();
    network.answer = async (sent) => {
      const answer = issuer.answer(sent);
      if (sent.body.includes("authorization_code")) await held.promise;
      return answer;
    };
    page.start(request, () => history.replaceState(null, "", "/auth/workos/callback"));
    await settle();
  });

  it("is told to WorkOS, which has begun a session all the same", async () => {
    const signedOut = page.connection.signOut({ returnTo: signedOutUrl(), mayLeave: false });
    await settle();
    held.resolve();
    await signedOut;
    await settle();
    expect(network.to(logoutPath).map(({ url }) => url.searchParams.get("session_id"))).toEqual([
      "session_1",
    ]);
    expect([state().kind, page.refreshToken(), page.pendingLogouts.list(0)]).toEqual(["signedOut", null, []]);
  });

  it("stays one where only the mark of another tab has come", async () => {
    page.signOutMark.set();
    held.resolve();
    await settle();
    expect([state().kind, page.signOutMark.read().stands]).toEqual(["signedOut", true]);
  });

  it("never puts the exchanged session in the place of the one that came after it", async () => {
    page.signOutMark.set();
    page.connection.forget();
    await settle();
    signInElsewhere();
    page.signOutMark.lift();
    page.connection.reconnect();
    await settle();
    held.resolve();
    await advance(3_000);
    expect(page.refreshToken()).toMatch(/^refresh-token-2/);
    await page.connection.signOut({ returnTo: signedOutUrl(), mayLeave: true });
    expect(new URL(page.left[0] ?? "").searchParams.get("session_id")).toBe("session_2");
  });
});

describe("what the address or WorkOS brings", () => {
  it("is no code that this tab didn't ask for, at a later look either", async () => {
    page.start(null);
    await settle();
    await page.connection.getSignInUrl();
    history.replaceState({}, "", `${callbackUrl()}?code=evil&state=%22x%22`);
    signInElsewhere();
    page.connection.reconnect();
    await advance(2_000);
    expect(network.to(authenticatePath).filter(({ body }) => body.includes("evil"))).toEqual([]);
  });

  it.each(["not-a-jwt", `e30.${btoa("{}")}.signature`])(
    "is an outage, and nothing that is kept, where the access token can't be read: %s",
    async (accessToken) => {
      await restoreSession();
      network.answer = () => Response.json({ user: {}, access_token: accessToken, refresh_token: "r" });
      await page.connection.getAccessToken({ forceRefresh: true }).catch(() => undefined);
      expect(state()).toMatchObject({ kind: "unreachable", person: { user: { id: "user_1" } } });
      await advance(60_000);
      expect(tokenRequests()).toBeLessThanOrEqual(8);
      page.connection.forget();
      await settle();
      expect((await page.authkit.getClient()).getUser()).toBeNull();
    },
  );

  it("is the end of the session where its refresh token is gone", async () => {
    await restoreSession();
    localStorage.removeItem(key);
    await page.connection.getAccessToken({ forceRefresh: true }).catch(() => undefined);
    expect(state()).toMatchObject({ kind: "signedOut", hasEnded: true, refusal: null });
  });

  it("is no organization while other tabs keep the SDK from asking for it", async () => {
    await restoreSession();
    locks.hold();
    const switched = page.connection.switchToOrganization({ organizationId: "org_2" });
    const failure = vi.fn<(error: unknown) => void>();
    switched.catch(failure);
    await advance(11_000);
    expect(failure.mock.calls).toMatchObject([[{ name: "SessionUnreachableError" }]]);
  });
});

describe("a look by the client that already refreshes", () => {
  it.each([
    ["asks once more when its refresh only joined one whose answer was thrown away", [false, false], 2],
    ["asks no more when its refresh has found out", [true], 1],
  ])("%s", async (_, answers, refreshes) => {
    const getAccessToken = vi.fn<(options: object) => Promise<string>>(() => Promise.resolve("token"));
    const handle: LookingHandle = {
      start: () => {
        looks.noteSessionKept();
        return Promise.resolve();
      },
      getClient: () => Promise.resolve({ getAccessToken }),
      getCurrentClient: () => null,
    };
    const looks = createSessionLooks(handle, () => answers.shift() ?? true);
    await looks.look("/callback");
    await looks.look("/callback");
    expect(getAccessToken).toHaveBeenCalledTimes(refreshes);
  });
});
