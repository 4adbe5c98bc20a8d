import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createMemoryStorage } from "../config/testing/memory-storage.ts";
import { apiPaths } from "../contract/api-paths.ts";
import { type SessionAnswer } from "../contract/session.ts";
import { OrganizationRefusedError } from "../workos/organization-refused-error.ts";
import { SessionUnreachableError } from "../workos/outage.ts";
import { createSignOutMark } from "../workos/sign-out-mark.ts";
import { buildAccessToken } from "../workos/testing/access-token.ts";
import { createFakeLocks } from "../workos/testing/fake-locks.ts";
import { createEmailSession } from "./email-session.ts";
import { buildSessionAnswer } from "./testing/session-answer.ts";

const hintKey = "portico:email-session";

function answerOk(answer: SessionAnswer): Response {
  return Response.json(answer);
}

function answerProblem(status: number, code: string, retryAfterSeconds?: number, detail?: string): Response {
  return Response.json(
    { type: "about:blank", title: code, status, code, reference: "r", retryAfterSeconds, detail },
    { status },
  );
}

type Answer = Response | Error | Promise<Response> | "hang";

const organizationKey = "portico:organization";

/** Lets everything happen that waits for no timer. */
const settled = () => vi.advanceTimersByTimeAsync(0);

function createTab(options: { hint?: boolean; isOnline?: boolean; organizationId?: string } = {}) {
  const { isOnline = true } = options;
  const entries = new Map<string, string>(options.hint ? [[hintKey, "1"]] : []);
  const storage = createMemoryStorage(entries);
  const signOutMark = createSignOutMark(storage);
  const answers: Answer[] = [];
  const locks: string[] = [];
  const calls: { path: string; body: string; outlivesPage: boolean }[] = [];
  const tabEntries = new Map<string, string>(
    options.organizationId === undefined ? [] : [[organizationKey, options.organizationId]],
  );
  const session = createEmailSession({
    tabStorage: createMemoryStorage(tabEntries),
    storage,
    signOutMark,
    random: () => 0.5,
    isOnline: () => isOnline,
    async withLock(name, task) {
      locks.push(name);
      const value = await task();
      locks.push("released");
      return value;
    },
    fetch: async (path, init) => {
      const url = path instanceof Request ? path.url : path.toString();
      calls.push({
        path: url,
        body: typeof init?.body === "string" ? init.body : "",
        outlivesPage: init?.keepalive === true,
      });
      const answer = answers.shift();
      if (answer === undefined) throw new Error(`nothing prepared for ${url}`);
      if (answer instanceof Error) throw answer;
      if (answer === "hang")
        return new Promise((_, reject) => {
          init?.signal?.addEventListener("abort", () => reject(new Error("aborted")));
        });
      return answer;
    },
  });
  return { session, entries, tabEntries, signOutMark, answers, calls, locks, settled };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the email session", () => {
  it("doesn't ask the function where no hint says that there may be a session", () => {
    const { session, calls } = createTab();
    session.restore();
    expect(session.getState()).toEqual({ kind: "signedOut", hasEnded: false, refusal: null });
    expect(calls).toEqual([]);
  });

  it.each<[string, (session: ReturnType<typeof createTab>["session"]) => Promise<unknown>, Answer | null]>([
    ["a refresh", (session) => session.getAccessToken({ forceRefresh: true }), null],
    ["a switch", (session) => session.switchToOrganization("org_2"), null],
    [
      "a retry after an outage",
      (session) => Promise.resolve(session.retry()),
      new TypeError("Failed to fetch"),
    ],
  ])(
    "ends, and leaves the other tab its session, where %s brings another person's",
    async (_, ask, outage) => {
      const { session, answers, entries, tabEntries, calls, settled } = createTab({ hint: true });
      answers.push(answerOk(buildSessionAnswer()));
      session.restore();
      await settled();
      if (outage !== null) {
        answers.push(outage);
        await session.getAccessToken({ forceRefresh: true }).catch(() => undefined);
      }
      answers.push(answerOk(buildSessionAnswer(buildAccessToken(300, { org_id: "org_2" }), "user_2")));
      const given = await ask(session);
      await settled();
      expect(given ?? null).toBeNull();
      expect(session.getState()).toEqual({ kind: "signedOut", hasEnded: true, refusal: null });
      expect(await session.getAccessToken()).toBeNull();
      expect(entries.get(hintKey)).toBe("1");
      expect(tabEntries.has(organizationKey)).toBe(false);
      expect(calls.map(({ path }) => path)).not.toContain(apiPaths.signOut);
    },
  );

  it("restores the session after a reload", async () => {
    const { session, answers, settled } = createTab({ hint: true });
    answers.push(answerOk(buildSessionAnswer()));
    session.restore();
    await settled();
    expect(session.getState()).toMatchObject({ kind: "active" });
  });

  it("forgets the hint when there is no session any more", async () => {
    const { session, answers, entries, settled } = createTab({ hint: true });
    answers.push(answerProblem(401, "no_session"));
    session.restore();
    await settled();
    expect(session.getState()).toEqual({ kind: "signedOut", hasEnded: false, refusal: null });
    expect(entries.has(hintKey)).toBe(false);
  });

  it("says that the session has ended when the issuer refuses it", async () => {
    const { session, answers, settled } = createTab({ hint: true });
    answers.push(answerProblem(401, "session_ended"));
    session.restore();
    await settled();
    expect(session.getState()).toEqual({ kind: "signedOut", hasEnded: true, refusal: null });
  });

  it.each<[string, Answer]>([
    ["a network failure", new TypeError("Failed to fetch")],
    ["503", answerProblem(503, "workos_unreachable")],
    ["500", answerProblem(500, "internal")],
    ["429", answerProblem(429, "too_many_requests")],
    ["a captive portal's page", new Response("<h1>Hotel</h1>")],
  ])("keeps the session through %s", async (_, answer) => {
    const { session, answers, entries, settled } = createTab({ hint: true });
    answers.push(answer);
    session.restore();
    await settled();
    expect(session.getState()).toMatchObject({ kind: "unreachable", answer: null });
    expect(entries.has(hintKey)).toBe(true);
  });

  it("tries again by itself, waiting longer each time and never less than the function asks", async () => {
    const { session, answers, settled } = createTab({ hint: true });
    answers.push(
      new TypeError("offline"),
      new TypeError("offline"),
      answerProblem(503, "workos_unreachable", 20),
    );
    session.restore();
    await settled();
    const waits: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const state = session.getState();
      if (state.kind !== "unreachable") throw new Error(`unexpected ${state.kind}`);
      waits.push(state.outage.retryAtMs - Date.now());
      if (round < 2) {
        await vi.advanceTimersByTimeAsync(state.outage.retryAtMs - Date.now());
      }
    }
    expect(waits).toEqual([2_000, 5_000, 20_000]);
    answers.push(answerOk(buildSessionAnswer()));
    await vi.advanceTimersByTimeAsync(20_000);
    await settled();
    expect(session.getState().kind).toBe("active");
  });

  it("gives the token at hand while it lasts, and a fresh one ten seconds before its end", async () => {
    const { session, answers, calls } = createTab();
    const first = buildAccessToken(60);
    const second = buildAccessToken(60, { jti: "second" });
    session.adopt(buildSessionAnswer(first));
    vi.setSystemTime(Date.now() + 49_000);
    expect(await session.getAccessToken()).toBe(first);
    vi.setSystemTime(Date.now() + 2_000);
    answers.push(answerOk(buildSessionAnswer(second)));
    expect(await session.getAccessToken()).toBe(second);
    expect(calls).toHaveLength(1);
  });

  it("refreshes once for many callers", async () => {
    const { session, answers, calls } = createTab();
    session.adopt(buildSessionAnswer(buildAccessToken(5)));
    answers.push(answerOk(buildSessionAnswer()));
    const tokens = await Promise.all(Array.from({ length: 10 }, () => session.getAccessToken()));
    expect(new Set(tokens).size).toBe(1);
    expect(calls).toHaveLength(1);
  });

  it("rejects a request for a token while the function can't be reached, and keeps the session", async () => {
    const { session, answers } = createTab();
    session.adopt(buildSessionAnswer(buildAccessToken(5)));
    answers.push(new TypeError("offline"));
    await expect(session.getAccessToken()).rejects.toBeInstanceOf(SessionUnreachableError);
    expect(session.getState()).toMatchObject({ kind: "unreachable", answer: { user: { id: "user_1" } } });
  });

  it("signs out here at once and tells the function", async () => {
    const { session, answers, entries, calls } = createTab();
    session.adopt(buildSessionAnswer());
    answers.push(Response.json({ revoked: true }));
    const told = session.signOut();
    expect(session.getState()).toEqual({ kind: "signedOut", hasEnded: false, refusal: null });
    expect(entries.has(hintKey)).toBe(false);
    await told;
    expect(calls).toEqual([{ path: apiPaths.signOut, body: "{}", outlivesPage: true }]);
  });

  it("stays signed out when a refresh that was under way answers late", async () => {
    const { session, answers, entries } = createTab();
    session.adopt(buildSessionAnswer(buildAccessToken(5)));
    const late = Promise.withResolvers<Response>();
    answers.push(late.promise, Response.json({ revoked: true }));
    const token = session.getAccessToken();
    await session.signOut();
    late.resolve(answerOk(buildSessionAnswer()));
    expect(await token).toBeNull();
    expect(session.getState()).toEqual({ kind: "signedOut", hasEnded: false, refusal: null });
    expect(entries.has(hintKey)).toBe(false);
  });

  it("stops trying after a sign-out during an outage", async () => {
    const { session, answers, calls, settled } = createTab({ hint: true });
    answers.push(new TypeError("offline"), new TypeError("offline"));
    session.restore();
    await settled();
    await session.signOut();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(calls.map(({ path }) => path)).toEqual([apiPaths.refreshSession, apiPaths.signOut]);
    expect(session.getState().kind).toBe("signedOut");
  });

  it("switches the organization through the function", async () => {
    const { session, answers, calls } = createTab();
    session.adopt(buildSessionAnswer());
    answers.push(answerOk(buildSessionAnswer(buildAccessToken(300, { org_id: "org_2" }))));
    await session.switchToOrganization("org_2");
    expect(calls).toMatchObject([{ path: apiPaths.refreshSession, body: '{"organizationId":"org_2"}' }]);
  });

  it("asks for the organization of this tab at each refresh, whatever another tab has chosen", async () => {
    const { session, answers, calls, tabEntries, settled } = createTab({
      hint: true,
      organizationId: "org_2",
    });
    const answer = buildSessionAnswer(buildAccessToken(300, { org_id: "org_2" }));
    answers.push(answerOk(answer), answerOk(answer));
    session.restore();
    await settled();
    await session.getAccessToken({ forceRefresh: true });
    expect(calls.map(({ body }) => body)).toEqual([
      '{"organizationId":"org_2"}',
      '{"organizationId":"org_2"}',
    ]);
    expect(tabEntries.get(organizationKey)).toBe("org_2");
  });

  it("goes on in the session's own organization when this tab's refuses the person", async () => {
    const { session, answers, calls, tabEntries, settled } = createTab({
      hint: true,
      organizationId: "org_2",
    });
    answers.push(answerProblem(403, "organization_refused"), answerOk(buildSessionAnswer()));
    session.restore();
    await settled();
    expect(session.getState().kind).toBe("active");
    expect(calls.map(({ body }) => body)).toEqual(['{"organizationId":"org_2"}', "{}"]);
    expect(tabEntries.has(organizationKey)).toBe(false);
    expect([session.takeDroppedOrganization(), session.takeDroppedOrganization()]).toEqual(["org_2", null]);
  });

  it.each([
    [403, "sso_required"],
    [403, "continue_with_workos"],
    [403, "sign_up_not_allowed"],
    [403, "not_same_origin"],
    [400, "invalid_request"],
    [404, "not_found"],
    [405, "method_not_allowed"],
    [413, "payload_too_large"],
    [415, "unsupported_media_type"],
    [503, "not_configured"],
  ])("says what a refusal requires that no try would change: %i %s", async (status, error) => {
    const { session, answers, calls, entries, settled } = createTab({ hint: true });
    answers.push(answerProblem(status, error));
    session.restore();
    await settled();
    expect(session.getState()).toEqual({
      kind: "signedOut",
      hasEnded: true,
      refusal: { error, organizationId: null, reference: "r" },
    });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls).toHaveLength(1);
    // The function has kept the cookie: the next page load asks again.
    expect(entries.has(hintKey)).toBe(true);
  });

  it("says what WorkOS requires by WorkOS's name for it, at a refresh and at a switch", async () => {
    const { session, answers, settled } = createTab({ hint: true });
    const refusal = answerProblem(403, "continue_with_workos", undefined, "mfa_enrollment");
    answers.push(answerOk(buildSessionAnswer()), refusal.clone(), refusal);
    session.restore();
    await settled();
    await expect(session.switchToOrganization("org_2")).rejects.toMatchObject({ error: "mfa_enrollment" });
    await session.getAccessToken({ forceRefresh: true });
    expect(session.getState()).toMatchObject({ kind: "signedOut", refusal: { error: "mfa_enrollment" } });
  });

  it.each([
    [403, null, ["{}"]],
    [404, null, ["{}"]],
    [422, "org_2", ['{"organizationId":"org_2"}', "{}"]],
  ])(
    "takes a code of a newer function for a refusal, and asks no more: %i in the organization %s",
    async (status, organizationId, bodies) => {
      const { session, answers, calls, settled } = createTab({
        hint: true,
        ...(organizationId !== null && { organizationId }),
      });
      answers.push(answerProblem(status, "a_new_code"), answerProblem(status, "a_new_code"));
      session.restore();
      await settled();
      await vi.advanceTimersByTimeAsync(60_000);
      expect(session.getState()).toMatchObject({ kind: "signedOut", refusal: { reference: "r" } });
      expect(calls.map(({ body }) => body)).toEqual(bodies);
    },
  );

  it("has no news of the organization of a person who signed out meanwhile", async () => {
    const { session, answers, settled } = createTab({ hint: true, organizationId: "org_2" });
    const second = Promise.withResolvers<Response>();
    answers.push(answerProblem(403, "organization_refused"), second.promise);
    session.restore();
    await settled();
    session.forget();
    session.adopt(buildSessionAnswer());
    second.resolve(answerOk(buildSessionAnswer()));
    await settled();
    expect(session.takeDroppedOrganization()).toBeNull();
  });

  it.each(["organization_refused", "invalid_request"])(
    "tries once without the tab's organization after %s, and then says what is required",
    async (failureCode) => {
      const { session, answers, calls, tabEntries, settled } = createTab({
        hint: true,
        organizationId: "org_2",
      });
      answers.push(answerProblem(403, failureCode), answerProblem(403, "continue_with_workos"));
      session.restore();
      await settled();
      expect(session.getState()).toMatchObject({
        refusal: { error: "continue_with_workos", organizationId: null },
      });
      expect(calls).toHaveLength(2);
      expect(tabEntries.has(organizationKey)).toBe(false);
      expect(session.takeDroppedOrganization()).toBeNull();
    },
  );

  it("names the organization that requires more", async () => {
    const { session, answers, calls, settled } = createTab({ hint: true, organizationId: "org_2" });
    answers.push(answerProblem(403, "sso_required"));
    session.restore();
    await settled();
    expect(session.getState()).toMatchObject({ refusal: { error: "sso_required", organizationId: "org_2" } });
    expect(calls).toHaveLength(1);
  });

  it("stays as it is when the chosen organization refuses the person", async () => {
    const { session, answers, calls } = createTab();
    session.adopt(buildSessionAnswer());
    answers.push(answerProblem(403, "organization_refused"));
    await expect(session.switchToOrganization("org_2")).rejects.toThrow(OrganizationRefusedError);
    expect(session.getState().kind).toBe("active");
    expect(calls).toHaveLength(1);
  });

  it.each(["sso_required", "continue_with_workos", "invalid_request"] as const)(
    "stays as it is when the chosen organization requires more: %s",
    async (failureCode) => {
      const { session, answers } = createTab();
      session.adopt(buildSessionAnswer());
      answers.push(answerProblem(403, failureCode));
      await expect(session.switchToOrganization("org_2")).rejects.toMatchObject({ error: failureCode });
      expect(session.getState().kind).toBe("active");
    },
  );

  it("isn't in anybody's organization after a sign-out, here or in another tab", async () => {
    for (const end of ["signOut", "forget"] as const) {
      const { session, answers, tabEntries } = createTab();
      session.adopt(buildSessionAnswer(buildAccessToken(300, { org_id: "org_2" })));
      expect(tabEntries.get(organizationKey)).toBe("org_2");
      answers.push(Response.json({ revoked: true }));
      await session[end]();
      expect(tabEntries.has(organizationKey)).toBe(false);
    }
  });

  it("joins a session begun in another tab before the hint has arrived", async () => {
    const { session, answers, settled } = createTab();
    session.restore();
    answers.push(answerOk(buildSessionAnswer()));
    session.join();
    await settled();
    expect(session.getState().kind).toBe("active");
  });

  it.each<[string, Answer, boolean, object]>([
    ["offline", new TypeError("Failed to fetch"), false, { cause: "offline", reference: null }],
    ["network", new TypeError("Failed to fetch"), true, { cause: "network", reference: null }],
    ["foreignAnswer", new Response("<h1>Hotel</h1>"), true, { cause: "foreignAnswer", reference: null }],
    [
      "rateLimited",
      answerProblem(429, "too_many_requests", 9),
      true,
      { cause: "rateLimited", reference: "r" },
    ],
    ["failed", answerProblem(503, "workos_unreachable"), true, { cause: "failed", reference: "r" }],
  ])("says why the function gives no answer: %s", async (_, answer, isOnline, outage) => {
    const { session, answers, settled } = createTab({ hint: true, isOnline });
    answers.push(answer);
    session.restore();
    await settled();
    expect(session.getState()).toMatchObject({ kind: "unreachable", outage });
  });

  it("gives up a call that hangs after eight seconds", async () => {
    const { session, answers, settled } = createTab({ hint: true });
    answers.push("hang");
    session.restore();
    await vi.advanceTimersByTimeAsync(7_999);
    expect(session.getState().kind).toBe("restoring");
    await vi.advanceTimersByTimeAsync(1);
    await settled();
    expect(session.getState()).toMatchObject({ kind: "unreachable", outage: { cause: "timeout" } });
  });

  it.each(["online", "focus"])("asks again at once on %s in an outage", async (event) => {
    const { session, answers, settled } = createTab({ hint: true });
    answers.push(new TypeError("offline"), answerOk(buildSessionAnswer()));
    session.restore();
    await settled();
    globalThis.dispatchEvent(new Event(event));
    await settled();
    expect(session.getState().kind).toBe("active");
  });

  it("asks again at once when it is told to, in an outage alone", async () => {
    const { session, answers, calls, settled } = createTab({ hint: true });
    answers.push(new TypeError("offline"), answerOk(buildSessionAnswer()));
    session.restore();
    await settled();
    session.retry();
    await settled();
    expect(session.getState().kind).toBe("active");
    session.retry();
    await settled();
    expect(calls).toHaveLength(2);
  });

  it("refreshes on waking what ran out in the machine's sleep, and nothing else", async () => {
    const { session, answers, calls, settled } = createTab();
    session.restore();
    session.adopt(buildSessionAnswer(buildAccessToken(300)));
    globalThis.dispatchEvent(new Event("focus"));
    vi.setSystemTime(Date.now() + 289_999);
    globalThis.dispatchEvent(new Event("focus"));
    expect(calls).toHaveLength(0);
    vi.setSystemTime(Date.now() + 1);
    answers.push(answerOk(buildSessionAnswer()));
    globalThis.dispatchEvent(new Event("focus"));
    await settled();
    expect(calls).toMatchObject([{ path: apiPaths.refreshSession, body: "{}" }]);
    expect(session.getState().kind).toBe("active");
  });

  it("refreshes a token that is still good when it is told to", async () => {
    const { session, answers } = createTab();
    const second = buildAccessToken(300, { jti: "second" });
    session.adopt(buildSessionAnswer());
    answers.push(answerOk(buildSessionAnswer(second)));
    expect(await session.getAccessToken({ forceRefresh: true })).toBe(second);
  });

  it("has no token for nobody, and asks nobody for one", async () => {
    const { session, calls } = createTab();
    session.restore();
    expect(await session.getAccessToken({ forceRefresh: true })).toBeNull();
    expect(calls).toEqual([]);
  });

  it("says that the session has ended when the function no longer knows of the one that stood here", async () => {
    const { session, answers } = createTab();
    session.adopt(buildSessionAnswer(buildAccessToken(5)));
    answers.push(answerProblem(401, "no_session"));
    expect(await session.getAccessToken()).toBeNull();
    expect(session.getState()).toEqual({ kind: "signedOut", hasEnded: true, refusal: null });
  });

  it("says that it has ended when the function refuses it after an outage", async () => {
    const { session, answers, settled } = createTab();
    session.adopt(buildSessionAnswer(buildAccessToken(5)));
    answers.push(new TypeError("offline"), answerProblem(401, "no_session"));
    await expect(session.getAccessToken()).rejects.toThrow();
    session.retry();
    await settled();
    expect(session.getState()).toEqual({ kind: "signedOut", hasEnded: true, refusal: null });
  });

  it("doesn't say that a session has ended of which nobody knew, after an outage at the start", async () => {
    const { session, answers, settled } = createTab({ hint: true });
    answers.push(new TypeError("offline"), answerProblem(401, "no_session"));
    session.restore();
    await settled();
    session.retry();
    await settled();
    expect(session.getState()).toEqual({ kind: "signedOut", hasEnded: false, refusal: null });
  });

  it("throws the answer to a refresh away when another tab has signed out meanwhile", async () => {
    const { session, answers, entries, signOutMark } = createTab();
    session.adopt(buildSessionAnswer(buildAccessToken(5)));
    const late = Promise.withResolvers<Response>();
    answers.push(late.promise);
    const token = session.getAccessToken();
    signOutMark.set();
    late.resolve(answerOk(buildSessionAnswer()));
    expect(await token).toBeNull();
    expect(session.getState()).toEqual({ kind: "signedOut", hasEnded: false, refusal: null });
    expect(entries.has(hintKey)).toBe(false);
  });

  it("lifts the mark of the last sign-out with a sign-in", () => {
    const { session, signOutMark } = createTab();
    signOutMark.set();
    session.adopt(buildSessionAnswer());
    expect(signOutMark.read().stands).toBe(false);
  });

  it("takes no part of a sign-in for the answer of an older refresh", async () => {
    const { session, answers } = createTab();
    session.adopt(buildSessionAnswer(buildAccessToken(5)));
    const late = Promise.withResolvers<Response>();
    answers.push(late.promise);
    const older = session.getAccessToken();
    const own = buildAccessToken(300, { jti: "own" });
    session.adopt(buildSessionAnswer(own));
    late.resolve(answerOk(buildSessionAnswer(buildAccessToken(300, { jti: "older" }))));
    await older;
    expect(await session.getAccessToken()).toBe(own);
  });

  it("keeps the next person's session when a refresh from before the sign-out answers late", async () => {
    const { session, answers } = createTab();
    session.adopt(buildSessionAnswer(buildAccessToken(5)));
    const late = Promise.withResolvers<Response>();
    answers.push(late.promise, Response.json({ revoked: true }));
    const older = session.getAccessToken();
    await session.signOut();
    const own = buildAccessToken(300, { jti: "own" });
    session.adopt(buildSessionAnswer(own, "user_2"));
    late.resolve(answerOk(buildSessionAnswer(buildAccessToken(300, { jti: "older" }))));
    await older;
    expect(session.getState()).toMatchObject({ kind: "active", answer: { user: { id: "user_2" } } });
    expect(await session.getAccessToken()).toBe(own);
  });

  it("still refreshes once for many callers after an older refresh has answered late", async () => {
    const { session, answers, calls, settled } = createTab();
    session.adopt(buildSessionAnswer(buildAccessToken(5)));
    const late = Promise.withResolvers<Response>();
    const newer = Promise.withResolvers<Response>();
    answers.push(late.promise, newer.promise);
    const older = session.getAccessToken();
    session.adopt(buildSessionAnswer(buildAccessToken(5)));
    const first = session.getAccessToken();
    late.resolve(answerOk(buildSessionAnswer()));
    await settled();
    const second = session.getAccessToken();
    const fresh = buildAccessToken(300, { jti: "fresh" });
    newer.resolve(answerOk(buildSessionAnswer(fresh)));
    expect(await first).toBe(fresh);
    expect(await second).toBe(fresh);
    await older;
    expect(calls).toHaveLength(2);
  });

  it("takes a session whose token it can't read, and asks for a fresh one each time", async () => {
    const { session, answers, calls } = createTab();
    session.adopt(buildSessionAnswer("opaque"));
    answers.push(answerOk(buildSessionAnswer("opaque too")));
    expect(await session.getAccessToken()).toBe("opaque too");
    expect(calls).toHaveLength(1);
  });

  it("says whether the function heard of the sign-out, and tells it later where it didn't", async () => {
    const { session, answers, calls, entries, settled } = createTab();
    session.restore();
    session.adopt(buildSessionAnswer());
    answers.push(new TypeError("offline"));
    expect(await session.signOut()).toEqual({ isTold: false });
    expect(entries.has("portico:email-sign-out-pending")).toBe(true);
    answers.push(Response.json({ revoked: true }));
    globalThis.dispatchEvent(new Event("online"));
    await settled();
    expect(calls.map(({ path }) => path)).toEqual([apiPaths.signOut, apiPaths.signOut]);
    expect(entries.size).toBe(0);
    globalThis.dispatchEvent(new Event("online"));
    await settled();
    expect(calls).toHaveLength(2);
  });

  it("tells the function of an untold sign-out when the next page loads", async () => {
    const { session, answers, calls, entries, settled } = createTab();
    entries.set("portico:email-sign-out-pending", "1");
    answers.push(Response.json({ revoked: true }));
    session.restore();
    await settled();
    expect(calls).toEqual([{ path: apiPaths.signOut, body: "{}", outlivesPage: true }]);
    expect(entries.size).toBe(0);
    expect(session.getState()).toEqual({ kind: "signedOut", hasEnded: false, refusal: null });
  });

  it("doesn't tell the function of an old sign-out once somebody has signed in", async () => {
    const { session, answers, calls, entries } = createTab();
    entries.set("portico:email-sign-out-pending", "1");
    session.adopt(buildSessionAnswer());
    expect(entries.has("portico:email-sign-out-pending")).toBe(false);
    answers.push(answerOk(buildSessionAnswer()));
    globalThis.dispatchEvent(new Event("online"));
    await vi.advanceTimersByTimeAsync(0);
    expect(calls).toEqual([]);
  });

  it("asks for nothing when it is asked to join a session that stands", async () => {
    const { session, calls } = createTab();
    session.adopt(buildSessionAnswer());
    session.join();
    await vi.advanceTimersByTimeAsync(0);
    expect(calls).toEqual([]);
    expect(session.getState().kind).toBe("active");
  });

  it("forgets the session that another tab has ended, and tells nobody", () => {
    const { session, calls, entries } = createTab();
    session.adopt(buildSessionAnswer());
    session.forget();
    expect(session.getState()).toEqual({ kind: "signedOut", hasEnded: false, refusal: null });
    expect(entries.has(hintKey)).toBe(false);
    expect(calls).toEqual([]);
  });

  it("rejects a switch of organization that the function can't be asked for", async () => {
    const { session, answers } = createTab();
    session.adopt(buildSessionAnswer());
    answers.push(new TypeError("offline"));
    await expect(session.switchToOrganization("org_2")).rejects.toBeInstanceOf(SessionUnreachableError);
  });

  it("calls its listeners after each change, until they stop", () => {
    const { session } = createTab();
    let count = 0;
    const stop = session.subscribe(() => {
      count += 1;
    });
    session.adopt(buildSessionAnswer());
    expect(count).toBe(1);
    stop();
    session.forget();
    expect(count).toBe(1);
  });

  it("holds a lock for as long as a refresh runs", async () => {
    const { session, answers, locks, settled } = createTab();
    session.adopt(buildSessionAnswer(buildAccessToken(5)));
    const answer = Promise.withResolvers<Response>();
    answers.push(answer.promise);
    const token = session.getAccessToken();
    await settled();
    expect(locks).toEqual(["portico:email-session-refresh"]);
    answer.resolve(answerOk(buildSessionAnswer()));
    await token;
    expect(locks).toEqual(["portico:email-session-refresh", "released"]);
  });
});

/** A tab that takes everything but storage and network from the browser. */
function createBrowserTab(answer: () => Promise<Response>) {
  const storage = createMemoryStorage(new Map([[hintKey, "1"]]));
  return createEmailSession({
    storage,
    tabStorage: createMemoryStorage(),
    signOutMark: createSignOutMark(storage),
    fetch: answer,
  });
}

describe("the email session in a browser", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("never presents the refresh token at the same time as another tab", async () => {
    vi.stubGlobal("navigator", { onLine: true, locks: createFakeLocks() });
    const answers: PromiseWithResolvers<Response>[] = [];
    const answer = () => {
      const later = Promise.withResolvers<Response>();
      answers.push(later);
      return later.promise;
    };
    const tabs = [createBrowserTab(answer), createBrowserTab(answer)];
    for (const tab of tabs) tab.restore();
    await settled();
    expect(answers).toHaveLength(1);
    answers[0]?.resolve(answerOk(buildSessionAnswer()));
    await settled();
    expect(answers).toHaveLength(2);
    answers[1]?.resolve(answerOk(buildSessionAnswer()));
    await settled();
    expect(tabs.map((tab) => tab.getState().kind)).toEqual(["active", "active"]);
  });

  it("refreshes in a browser without Web Locks too", async () => {
    vi.stubGlobal("navigator", { onLine: true });
    const tab = createBrowserTab(() => Promise.resolve(answerOk(buildSessionAnswer())));
    tab.restore();
    await settled();
    expect(tab.getState().kind).toBe("active");
  });

  it.each([
    [false, "offline"],
    [true, "network"],
  ])("believes the browser about the network (online: %s)", async (onLine, cause) => {
    vi.stubGlobal("navigator", { onLine });
    const tab = createBrowserTab(() => Promise.reject(new TypeError("Failed to fetch")));
    tab.restore();
    await settled();
    expect(tab.getState()).toMatchObject({ kind: "unreachable", outage: { cause } });
  });
});
