import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createMemoryStorage } from "../config/testing/memory-storage.ts";
import { LoginRequiredError } from "../workos/login-required-error.ts";
import { workosTimeoutMs } from "../workos/request-guard.ts";
import { createSignOutMark } from "../workos/sign-out-mark.ts";
import { buildAccessToken } from "../workos/testing/access-token.ts";
import { type WorkosConnection } from "../workos/workos-connection.ts";
import { type WorkosState } from "../workos/workos-state.ts";
import { createEmailSession } from "./email-session.ts";
import { createSessionStore } from "./session-store.ts";
import { type TabMessage } from "./session-tabs.ts";
import { buildSessionAnswer } from "./testing/session-answer.ts";
import { createFakeWorkos } from "./testing/fake-workos.ts";
import { buildWorkosPerson } from "./testing/workos-person.ts";

const origin = "https://console.example.com";
const signedOut: WorkosState = { kind: "signedOut", hasEnded: false, exchangeFailure: null, refusal: null };
const ended: WorkosState = { kind: "signedOut", hasEnded: true, exchangeFailure: null, refusal: null };
const active: WorkosState = { kind: "active", person: buildWorkosPerson() };

type Options = {
  workos?: WorkosState;
  overrides?: Partial<WorkosConnection>;
  isFinishingSignIn?: boolean;
  isSignedOut?: () => boolean;
  answer?: () => Promise<Response> | Response;
};

function open(options: Options = {}) {
  const workos = createFakeWorkos(options.workos ?? signedOut, options.overrides);
  const storage = createMemoryStorage();
  const calls: string[] = [];
  const told: TabMessage[] = [];
  const noted: string[] = [];
  const left: string[] = [];
  const hearing: ((message: TabMessage) => void)[] = [];
  const emailSession = createEmailSession({
    tabStorage: createMemoryStorage(),
    storage,
    signOutMark: createSignOutMark(storage),
    withLock: (_, task) => task(),
    async fetch(path, init) {
      const url = path instanceof Request ? path.url : path.toString();
      calls.push(`${url} ${typeof init?.body === "string" ? init.body : ""}`);
      return options.answer?.() ?? Response.json({ revoked: true });
    },
  });
  const store = createSessionStore({
    workos: workos.connection,
    emailSession,
    tabs: {
      tellOthers: (message) => void told.push(message),
      listen(listener) {
        hearing.push(listener);
        return () => undefined;
      },
    },
    origin,
    isFinishingSignIn: options.isFinishingSignIn ?? false,
    isSignedOut: options.isSignedOut ?? (() => false),
    callbackState: { from: "here" },
    noteSignIn: (source) => void noted.push(source),
    navigate: (url) => void left.push(url),
  });
  emailSession.restore();
  return {
    store,
    workos,
    emailSession,
    calls,
    told,
    noted,
    left,
    hear: (message: TabMessage) => hearing.forEach((listener) => listener(message)),
  };
}

/** What another tab's change of localStorage brings here. */
function entry(key: string, newValue: string | null) {
  globalThis.dispatchEvent(new StorageEvent("storage", { key, newValue }));
}

let page: ReturnType<typeof open>;
beforeEach(() => {
  page = open();
});

const settle = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

const comeBack = async (persisted = true) => {
  globalThis.dispatchEvent(new PageTransitionEvent("pageshow", { persisted }));
  await settle();
};

describe("the session's store", () => {
  it("tells its listeners of changes alone, until they stop", () => {
    let count = 0;
    const stop = page.store.subscribe(() => {
      count += 1;
    });
    page.workos.change(active);
    page.workos.change({ kind: "active", person: buildWorkosPerson() });
    expect(count).toBe(1);
    expect(page.store.getState().kind).toBe("active");
    stop();
    page.workos.change(ended);
    expect(count).toBe(1);
  });

  it("takes up the state that the two ways are in already", () => {
    expect(open({ workos: active }).store.getState().kind).toBe("active");
  });

  it("hands on what the callers need of WorkOS", async () => {
    expect(page.store.isWorkosConfigured).toBe(true);
    expect(page.store.callbackState).toEqual({ from: "here" });
    expect(await page.store.getSignInUrl()).toBe("https://auth.example/sign-in");
    expect(await page.store.getSignInUrl({ screenHint: "sign-up" })).toBe("https://auth.example/sign-up");
    expect(await page.store.checkWorkosReachability()).toBe("reachable");
  });

  it("keeps why the code of this page load gave no session", () => {
    expect(page.store.getExchangeFailure()).toBeNull();
    const failure = { kind: "refused", cause: null, error: null, reference: "r" } as const;
    page.workos.change({ kind: "starting" });
    page.workos.change({ ...signedOut, exchangeFailure: failure });
    page.workos.change(signedOut);
    expect(page.store.getExchangeFailure()).toEqual(failure);
  });

  it("asks both issuers again when it is told to", async () => {
    page = open({ answer: () => Promise.reject(new TypeError("offline")) });
    page.store.adoptEmailSession(buildSessionAnswer(buildAccessToken(5)));
    await expect(page.store.getAccessToken()).rejects.toThrow();
    const before = page.calls.length;
    page.store.retry();
    await settle();
    expect(page.workos.asked).toEqual([["retry"]]);
    expect(page.calls.slice(before)).toEqual(["/api/session/refresh {}"]);
  });
});

describe("a page that Back brings out of the browser's cache", () => {
  it.each(["workos", "email-code"])(
    "closes where the browser was signed out meanwhile (%s)",
    async (source) => {
      let isSignedOut = false;
      page = open({ isSignedOut: () => isSignedOut, ...(source === "workos" && { workos: active }) });
      if (source === "email-code") page.store.adoptEmailSession(buildSessionAnswer());
      isSignedOut = true;
      const asked = page.calls.length;
      await comeBack();
      expect(page.store.getState()).toMatchObject({
        kind: "signedOut",
        reason: "other-tab",
        expiredSession: null,
      });
      expect(page.calls).toHaveLength(asked);
    },
  );

  it("ends where another person has signed in meanwhile", async () => {
    const first = buildSessionAnswer();
    const second = { ...first, user: { ...first.user, id: "user_other" } };
    page = open({ answer: () => Response.json(second) });
    page.store.adoptEmailSession(first);
    await comeBack(false);
    expect(page.store.getState().kind).toBe("active");
    await comeBack();
    expect(page.store.getState()).toMatchObject({ kind: "signedOut", reason: "session-ended" });
  });

  it("asks WorkOS for the session anew", async () => {
    const asked: unknown[] = [];
    page = open({
      workos: active,
      overrides: {
        getAccessToken: async (options) => {
          asked.push(options);
          return "token";
        },
      },
    });
    await comeBack();
    expect(asked).toEqual([{ forceRefresh: true }]);
    expect(page.store.getState().kind).toBe("active");
  });

  it("sends no request where no one is signed in", async () => {
    await comeBack();
    expect([page.workos.asked, page.calls]).toEqual([[], []]);
  });
});

describe("signing in", () => {
  it("tells the other tabs once the sign-in of this page load stands, and only then", () => {
    page = open({ workos: { kind: "starting" }, isFinishingSignIn: true });
    page.workos.change({ kind: "starting" });
    expect(page.told).toEqual([]);
    page.workos.change(active);
    page.workos.change(signedOut);
    page.workos.change(active);
    expect(page.told).toEqual([{ type: "signedIn", source: "workos" }]);
    expect(page.noted).toEqual(["workos"]);
  });

  it("tells nobody of a session that was only restored", () => {
    page.workos.change(active);
    expect(page.told).toEqual([]);
    expect(page.noted).toEqual([]);
  });

  it("takes the session of a right code, and tells the other tabs", () => {
    page.store.adoptEmailSession(buildSessionAnswer());
    expect(page.store.getState()).toMatchObject({ kind: "active", session: { source: "email-code" } });
    expect(page.told).toEqual([{ type: "signedIn", source: "email-code" }]);
    expect(page.noted).toEqual(["email-code"]);
  });
});

function buildProblem(code: string, status: number): Response {
  return Response.json({ type: "about:blank", title: code, status, code, reference: "r" }, { status });
}

/** Whose the open page is, also once their session has ended. */
function findPageOwner(): string | undefined {
  const state = page.store.getState();
  if (state.kind === "signedOut") return state.expiredSession?.user.id;
  return state.kind === "restoring" ? undefined : state.session?.user.id;
}

describe("an open page when the browser has another person's session too", () => {
  const stranger: WorkosState = {
    kind: "active",
    person: buildWorkosPerson({ user: { ...buildWorkosPerson().user, id: "user_2" } }),
  };
  it.each([
    ["has ended", () => buildProblem("session_ended", 401), "signedOut"],
    ["can't be refreshed", () => buildProblem("workos_unreachable", 503), "unreachable"],
    [
      "has made way for a third person's",
      () => Response.json(buildSessionAnswer(undefined, "user_3")),
      "signedOut",
    ],
  ])("never becomes that person's when its own %s", async (_, answer, kind) => {
    page = open({ workos: stranger, answer });
    page.store.adoptEmailSession(buildSessionAnswer());
    void page.store.getAccessToken({ forceRefresh: true }).catch(() => undefined);
    await vi.waitFor(() => expect(page.store.getState().kind).toBe(kind));
    expect(findPageOwner()).toBe("user_1");
  });

  it("stays AuthKit's when another person's email session is restored later, and gives out no token of theirs", async () => {
    page = open({ workos: stranger, answer: () => Response.json(buildSessionAnswer()) });
    page.emailSession.join();
    await vi.waitFor(() => expect(page.emailSession.getState().kind).toBe("active"));
    expect(findPageOwner()).toBe("user_2");
    expect(await page.store.getAccessToken()).toBe("workos-token");
  });

  it("goes to the next person to sign in here or in another tab after it has ended", async () => {
    page = open({ workos: active });
    page.workos.change(ended);
    page.store.adoptEmailSession(buildSessionAnswer(undefined, "user_2"));
    expect(findPageOwner()).toBe("user_2");
    page = open({ workos: active });
    page.workos.change(ended);
    page.hear({ type: "signedIn", source: "workos" });
    page.workos.change(stranger);
    expect(findPageOwner()).toBe("user_2");
  });
});

describe("signing out", () => {
  it("ends an AuthKit session here, in the other tabs and at WorkOS, by way of the signed-out page", async () => {
    page = open({ workos: active });
    const done = page.store.signOut();
    expect(page.store.getState()).toMatchObject({ kind: "signedOut", reason: "person" });
    await done;
    expect(page.told).toEqual([{ type: "signedOut" }]);
    expect(page.workos.asked).toEqual([["signOut", { returnTo: `${origin}/signed-out`, mayLeave: true }]]);
    expect(page.calls).toEqual([]);
    expect(page.left).toEqual([]);
  });

  it("ends an email session at the function, without leaving the page", async () => {
    page.store.adoptEmailSession(buildSessionAnswer());
    await page.store.signOut();
    expect(page.calls).toEqual(["/api/session/sign-out {}"]);
    expect(page.workos.asked).toEqual([["signOut", { returnTo: `${origin}/signed-out`, mayLeave: false }]]);
    expect(page.store.getState()).toMatchObject({
      reason: "person",
      isIssuerTold: true,
      expiredSession: null,
    });
  });

  it("ends the email session too that the function refused and keeps, when the session is AuthKit's", async () => {
    const refusal = { type: "about:blank", title: "x", status: 403, code: "sso_required", reference: "r" };
    const answers = [Response.json(refusal, { status: 403 }), Response.json({ revoked: true })];
    page = open({ workos: active, answer: () => answers.shift() ?? Response.error() });
    page.emailSession.join();
    await vi.waitFor(() =>
      expect(page.emailSession.getState()).toMatchObject({ refusal: { reference: "r" } }),
    );
    await page.store.signOut();
    expect(page.calls).toEqual(["/api/session/refresh {}", "/api/session/sign-out {}"]);
    expect(page.workos.asked).toEqual([["signOut", { returnTo: `${origin}/signed-out`, mayLeave: true }]]);
    page.emailSession.restore();
    expect(page.emailSession.getState().kind).toBe("signedOut");
  });

  it.each(["before", "after"])(
    "ends an email session that the function refused when a person signs in through AuthKit: refused %s",
    async (order) => {
      const refusal = { type: "about:blank", title: "x", status: 403, code: "sso_required", reference: "r" };
      const answers = [Response.json(refusal, { status: 403 }), Response.json({ revoked: true })];
      page = open({ isFinishingSignIn: true, answer: () => answers.shift() ?? Response.error() });
      if (order === "after") page.workos.change(active);
      page.emailSession.join();
      await vi.waitUntil(() => order === "after" || page.emailSession.getState().kind === "signedOut");
      page.workos.change(active);
      await vi.waitFor(() =>
        expect(page.calls).toEqual(["/api/session/refresh {}", "/api/session/sign-out {}"]),
      );
      expect(page.store.getState()).toMatchObject({ kind: "active", session: { source: "workos" } });
      page.emailSession.restore();
      expect(page.emailSession.getState().kind).toBe("signedOut");
    },
  );

  it("never leaves the page when it was asked not to", async () => {
    page = open({ workos: active });
    await page.store.signOut({ navigate: false, returnTo: "https://elsewhere.example/" });
    expect(page.workos.asked).toEqual([
      ["signOut", { returnTo: "https://elsewhere.example/", mayLeave: false }],
    ]);
    expect(page.left).toEqual([]);
  });

  it("goes on by itself to the page it was asked for when WorkOS doesn't lead there", async () => {
    page = open({ workos: active });
    await page.store.signOut({ returnTo: "https://elsewhere.example/" });
    expect(page.left).toEqual(["https://elsewhere.example/"]);
  });

  it.each(["javascript:alert(1)", "data:text/html,x", "http://["])(
    "rests at the signed-out page instead of following %s",
    async (returnTo) => {
      page = open({ workos: active });
      await page.store.signOut({ returnTo });
      expect(page.workos.asked).toEqual([["signOut", { returnTo: `${origin}/signed-out`, mayLeave: true }]]);
      expect(page.left).toEqual([`${origin}/signed-out`]);
    },
  );

  it("leads to another origin only where there was a session to end", async () => {
    await page.store.signOut({ returnTo: "https://elsewhere.example/" });
    await page.store.signOut({ returnTo: `${origin}/pricing` });
    expect(page.left).toEqual([`${origin}/signed-out`, `${origin}/pricing`]);
  });

  it("leaves the leading to WorkOS when it does", async () => {
    page = open({
      workos: active,
      overrides: { signOut: () => Promise.resolve({ isLeaving: true, isTold: true }) },
    });
    await page.store.signOut({ returnTo: "https://elsewhere.example/" });
    expect(page.left).toEqual([]);
    expect(page.store.getState()).toMatchObject({ isIssuerTold: true, isLeaving: true });
  });

  describe("while the tab leaves for WorkOS's logout", () => {
    beforeEach(async () => {
      vi.useFakeTimers();
      page = open({
        workos: active,
        overrides: { signOut: () => Promise.resolve({ isLeaving: true, isTold: true }) },
      });
      await page.store.signOut();
    });
    afterEach(() => vi.useRealTimers());

    it("says that it couldn't be told where the logout never comes", () => {
      expect(page.store.getState()).toMatchObject({ isLeaving: true, isIssuerTold: true });
      vi.advanceTimersByTime(workosTimeoutMs);
      expect(page.store.getState()).toMatchObject({ isLeaving: false, isIssuerTold: false });
    });

    it("is at rest when the page comes back by Back", () => {
      globalThis.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: false }));
      expect(page.store.getState()).toMatchObject({ isLeaving: true });
      globalThis.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
      expect(page.store.getState()).toMatchObject({ isLeaving: false, isIssuerTold: true });
      vi.advanceTimersByTime(workosTimeoutMs);
      expect(page.store.getState()).toMatchObject({ isIssuerTold: true });
    });
  });

  it("leaves for nowhere where the email session is what ends", async () => {
    page.store.adoptEmailSession(buildSessionAnswer());
    const done = page.store.signOut();
    expect(page.store.getState()).toMatchObject({ isLeaving: false });
    await done;
  });

  it("stays where it can't lead to WorkOS", async () => {
    page = open({
      workos: active,
      overrides: { signOut: () => Promise.resolve({ isLeaving: false, isTold: true }) },
    });
    const done = page.store.signOut();
    expect(page.store.getState()).toMatchObject({ isLeaving: true });
    await done;
    expect(page.store.getState()).toMatchObject({ isLeaving: false, isIssuerTold: true });
  });

  it("says that WorkOS couldn't be told", async () => {
    page = open({
      workos: active,
      overrides: { signOut: () => Promise.resolve({ isLeaving: false, isTold: false }) },
    });
    await page.store.signOut();
    expect(page.store.getState()).toMatchObject({ reason: "person", isIssuerTold: false });
  });

  it("says that the function couldn't be told", async () => {
    page = open({ answer: () => Promise.reject(new TypeError("Failed to fetch")) });
    page.store.adoptEmailSession(buildSessionAnswer());
    await page.store.signOut();
    expect(page.store.getState()).toMatchObject({ reason: "person", isIssuerTold: false });
  });
});

describe("what other tabs tell", () => {
  it("ends the session here, without telling anybody", () => {
    page = open({ workos: active });
    page.hear({ type: "signedOut" });
    expect(page.store.getState()).toMatchObject({ kind: "signedOut", reason: "other-tab" });
    expect(page.workos.asked).toEqual([["forget"]]);
    expect(page.told).toEqual([]);
    expect(page.calls).toEqual([]);
  });

  it("ends an email session here too", () => {
    page.store.adoptEmailSession(buildSessionAnswer());
    page.hear({ type: "signedOut" });
    expect(page.emailSession.getState().kind).toBe("signedOut");
    expect(page.calls).toEqual([]);
  });

  it("looks for the session that another tab has begun, each at its issuer", async () => {
    page.hear({ type: "signedIn", source: "workos" });
    expect(page.workos.asked).toEqual([["reconnect"]]);
    page = open({ answer: () => Response.json(buildSessionAnswer()) });
    page.hear({ type: "signedIn", source: "email-code" });
    await expect.poll(() => page.store.getState().kind).toBe("active");
    expect(page.calls).toEqual(["/api/session/refresh {}"]);
    expect(page.workos.asked).toEqual([]);
  });

  it("leaves a session that stands alone when another tab signs in", () => {
    page = open({ workos: active });
    page.hear({ type: "signedIn", source: "workos" });
    page.hear({ type: "signedIn", source: "email-code" });
    expect(page.workos.asked).toEqual([]);
    expect(page.calls).toEqual([]);
  });

  it.each([
    ["workos:refresh-token:client_1", "token"],
    ["portico:signed-out", "lifted:abc"],
  ])("looks again when the entry %s comes after the message", (key, newValue) => {
    page.hear({ type: "signedIn", source: "workos" });
    entry(key, newValue);
    expect(page.workos.asked).toEqual([["reconnect"], ["reconnect"]]);
  });

  it.each([
    ["workos:refresh-token:client_1", null],
    ["portico:signed-out", "abc"],
    ["something-else", "token"],
  ])("doesn't look again for %s as %s", (key, newValue) => {
    page.hear({ type: "signedIn", source: "workos" });
    entry(key, newValue);
    expect(page.workos.asked).toEqual([["reconnect"]]);
  });

  it("looks for nothing that no message has announced, nor after a later sign-out", () => {
    entry("workos:refresh-token:client_1", "token");
    page.hear({ type: "signedIn", source: "workos" });
    page.hear({ type: "signedOut" });
    entry("workos:refresh-token:client_1", "token");
    expect(page.workos.asked).toEqual([["reconnect"], ["forget"]]);
  });

  it("doesn't look again once the session stands", () => {
    page.hear({ type: "signedIn", source: "workos" });
    page.workos.change(active);
    entry("workos:refresh-token:client_1", "token");
    expect(page.workos.asked).toEqual([["reconnect"]]);
  });

  it("tells of a switch of organization and follows it by nothing, for as long as it is another one", () => {
    page = open({ workos: active });
    let count = 0;
    page.store.subscribe(() => (count += 1));
    page.hear({ type: "organizationSwitched", organizationId: "org_2" });
    expect([page.store.getOrganizationElsewhere(), count]).toEqual(["org_2", 1]);
    page.hear({ type: "organizationSwitched", organizationId: "org_1" });
    expect([page.store.getOrganizationElsewhere(), count]).toEqual([null, 2]);
    expect([page.workos.asked, page.told]).toEqual([[], []]);
  });

  it("has nothing to tell of a switch when nobody is signed in", () => {
    page.hear({ type: "organizationSwitched", organizationId: "org_2" });
    expect(page.store.getOrganizationElsewhere()).toBeNull();
  });

  it.each<[string, () => void]>([
    ["the person stays", () => page.store.stayInOrganization()],
    [
      "this tab is switched too",
      () => page.workos.change({ kind: "active", person: buildWorkosPerson({ organizationId: "org_2" }) }),
    ],
    ["the person signs out", () => void page.store.signOut()],
  ])("tells no more of the other organization once %s", (_, act) => {
    page = open({ workos: active });
    page.hear({ type: "organizationSwitched", organizationId: "org_2" });
    let count = 0;
    page.store.subscribe(() => (count += 1));
    act();
    expect(page.store.getOrganizationElsewhere()).toBeNull();
    expect(count).toBeGreaterThan(0);
  });
});

describe("switching the organization", () => {
  it("goes through WorkOS for an AuthKit session, and tells the other tabs once it has happened", async () => {
    page = open({
      workos: active,
      overrides: {
        switchToOrganization({ organizationId }) {
          page.workos.change({ kind: "active", person: buildWorkosPerson({ organizationId }) });
          return Promise.resolve();
        },
      },
    });
    await page.store.switchToOrganization({ organizationId: "org_2" });
    expect(page.told).toEqual([{ type: "organizationSwitched", organizationId: "org_2" }]);
  });

  it("tells nobody of a switch that led elsewhere", async () => {
    page = open({ workos: active });
    await page.store.switchToOrganization({ organizationId: "org_2" });
    expect(page.told).toEqual([]);
  });

  it("goes through the function for an email session", async () => {
    const switched = buildSessionAnswer(buildAccessToken(300, { org_id: "org_2" }));
    page = open({ answer: () => Response.json(switched) });
    page.store.adoptEmailSession(buildSessionAnswer());
    await page.store.switchToOrganization({ organizationId: "org_2" });
    expect(page.calls).toEqual(['/api/session/refresh {"organizationId":"org_2"}']);
    expect(page.workos.asked).toEqual([]);
    expect(page.told).toEqual([
      { type: "signedIn", source: "email-code" },
      { type: "organizationSwitched", organizationId: "org_2" },
    ]);
  });

  it("still goes through the function in an outage of it", async () => {
    const switched = buildSessionAnswer(buildAccessToken(300, { org_id: "org_2" }));
    let isUp = false;
    page = open({
      answer: () => (isUp ? Response.json(switched) : Promise.reject(new TypeError("offline"))),
    });
    page.store.adoptEmailSession(buildSessionAnswer(buildAccessToken(5)));
    await expect(page.store.getAccessToken()).rejects.toThrow();
    expect(page.store.getState().kind).toBe("unreachable");
    isUp = true;
    await page.store.switchToOrganization({ organizationId: "org_2" });
    expect(page.workos.asked).toEqual([]);
    expect(page.store.getState()).toMatchObject({ kind: "active", session: { organizationId: "org_2" } });
  });

  it("tells nobody when the session ends over it", async () => {
    page = open({
      workos: active,
      overrides: {
        switchToOrganization() {
          page.workos.change(ended);
          return Promise.resolve();
        },
      },
    });
    await page.store.switchToOrganization({ organizationId: "org_2" });
    expect(page.told).toEqual([]);
  });
});

describe("a request for a token", () => {
  it("is refused when nobody is signed in", async () => {
    await expect(page.store.getAccessToken()).rejects.toBeInstanceOf(LoginRequiredError);
  });

  it("is served by the way that the person came in", async () => {
    page = open({ workos: active });
    expect(await page.store.getAccessToken()).toBe("workos-token");
    const token = buildAccessToken(300, { jti: "mine" });
    page.store.adoptEmailSession(buildSessionAnswer(token));
    expect(await page.store.getAccessToken()).toBe(token);
  });

  it("hands the wish for a fresh token on", async () => {
    const wishes: unknown[] = [];
    page = open({
      workos: active,
      overrides: {
        getAccessToken(options) {
          wishes.push(options);
          return Promise.resolve("fresh");
        },
      },
    });
    await page.store.getAccessToken({ forceRefresh: true });
    expect(wishes).toEqual([{ forceRefresh: true }]);
  });

  it("waits while the session has ended under the page, and goes on with the next sign-in", async () => {
    page = open({ workos: active });
    page.workos.change(ended);
    let token: string | undefined;
    const waiting = page.store.getAccessToken().then((value) => {
      token = value;
      return value;
    });
    await settle();
    page.workos.change({ kind: "starting" });
    await settle();
    expect(token).toBeUndefined();
    page.workos.change(active);
    expect(await waiting).toBe("workos-token");
  });

  it("waits too when it was this very request that learned of the end", async () => {
    page = open({
      workos: active,
      overrides: {
        getAccessToken() {
          if (page.store.getState().kind === "active" && page.workos.asked.length > 0)
            return Promise.resolve("second");
          page.workos.asked.push(["refused"]);
          page.workos.change(ended);
          return Promise.reject(new LoginRequiredError());
        },
      },
    });
    const waiting = page.store.getAccessToken();
    await settle();
    page.workos.change(active);
    expect(await waiting).toBe("second");
  });

  it("is refused once the expired session is dismissed", async () => {
    page = open({ workos: active });
    page.workos.change(ended);
    const waiting = page.store.getAccessToken();
    page.store.dismissExpiredSession();
    await expect(waiting).rejects.toBeInstanceOf(LoginRequiredError);
    expect(page.store.getState()).toMatchObject({ kind: "signedOut", expiredSession: null });
  });

  it("is refused when somebody else has signed in instead", async () => {
    page = open({ workos: active });
    page.workos.change(ended);
    const waiting = page.store.getAccessToken();
    page.store.adoptEmailSession(buildSessionAnswer(buildAccessToken(300), "user_2"));
    await expect(waiting).rejects.toBeInstanceOf(LoginRequiredError);
    expect(page.store.getState()).toMatchObject({ kind: "active", session: { user: { id: "user_2" } } });
  });

  it("hands on why WorkOS gave none", async () => {
    page = open({
      workos: active,
      overrides: { getAccessToken: () => Promise.reject(new Error("unreachable")) },
    });
    await expect(page.store.getAccessToken()).rejects.toThrow("unreachable");
  });

  it("is refused where the refusal leaves nothing to hold", async () => {
    page = open({
      workos: active,
      overrides: { getAccessToken: () => Promise.reject(new LoginRequiredError()) },
    });
    await expect(page.store.getAccessToken()).rejects.toBeInstanceOf(LoginRequiredError);
  });

  it("waits when the function refuses to go on, in a build without WorkOS too", async () => {
    page = open({
      workos: { kind: "notConfigured" },
      overrides: { isConfigured: false },
      answer: () =>
        Response.json(
          { type: "about:blank", title: "Ended", status: 401, code: "session_ended", reference: "r" },
          { status: 401 },
        ),
    });
    page.store.adoptEmailSession(buildSessionAnswer(buildAccessToken(5)));
    const waiting = page.store.getAccessToken();
    await expect.poll(() => page.store.getState().kind).toBe("signedOut");
    const token = buildAccessToken(300, { jti: "new" });
    page.store.adoptEmailSession(buildSessionAnswer(token));
    expect(await waiting).toBe(token);
  });
});
