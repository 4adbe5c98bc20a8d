import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { type BrowserStorage } from "../config/browser-storage.ts";
import { apiPaths } from "../contract/api-paths.ts";
import { type SessionAnswer } from "../contract/session.ts";
import { createEmailSession, SessionUnreachableError } from "./email-session.ts";

const hintKey = "portico:email-session";

function buildToken(lifetimeSeconds: number, extra: Record<string, unknown> = {}): string {
  const claims = {
    sub: "user_1",
    iss: "https://issuer.example",
    iat: 1000,
    exp: 1000 + lifetimeSeconds,
    ...extra,
  };
  return `e30.${btoa(JSON.stringify(claims)).replaceAll("=", "")}.signature`;
}

function buildAnswer(accessToken = buildToken(300)): SessionAnswer {
  return {
    user: {
      id: "user_1",
      email: "ada@example.com",
      emailVerified: true,
      firstName: "Ada",
      lastName: null,
      profilePictureUrl: null,
      lastSignInAt: null,
      externalId: null,
      createdAt: "2026-01-01T00:00:00Z",
      updatedAt: "2026-01-01T00:00:00Z",
    },
    accessToken,
    authenticationMethod: "MagicAuth",
  };
}

function answerOk(answer: SessionAnswer): Response {
  return Response.json(answer);
}

function answerProblem(status: number, code: string, retryAfterSeconds?: number): Response {
  return Response.json(
    { type: "about:blank", title: code, status, code, reference: "r", retryAfterSeconds },
    { status },
  );
}

type Answer = Response | Error | Promise<Response>;

/** Lets everything happen that waits for no timer. */
const settled = () => vi.advanceTimersByTimeAsync(0);

function createTab(options: { hint?: boolean } = {}) {
  const entries = new Map<string, string>(options.hint ? [[hintKey, "1"]] : []);
  const storage: BrowserStorage = {
    read: (key) => entries.get(key) ?? null,
    write: (key, value) => void entries.set(key, value),
    remove: (key) => void entries.delete(key),
    keys: () => [...entries.keys()],
  };
  const answers: Answer[] = [];
  const calls: { path: string; body: string }[] = [];
  const session = createEmailSession({
    storage,
    now: () => Date.now(),
    withLock: (_, task) => task(),
    fetch: async (path, init) => {
      const url = path instanceof Request ? path.url : path.toString();
      calls.push({ path: url, body: typeof init?.body === "string" ? init.body : "" });
      const answer = answers.shift();
      if (answer === undefined) throw new Error(`nothing prepared for ${url}`);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  return { session, entries, answers, calls, settled };
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
    expect(session.getState()).toEqual({ kind: "signedOut", reason: "none" });
    expect(calls).toEqual([]);
  });

  it("restores the session after a reload", async () => {
    const { session, answers, settled } = createTab({ hint: true });
    answers.push(answerOk(buildAnswer()));
    session.restore();
    await settled();
    expect(session.getState()).toMatchObject({ kind: "active" });
  });

  it("asks once when StrictMode restores twice", async () => {
    const { session, answers, calls, settled } = createTab({ hint: true });
    answers.push(answerOk(buildAnswer()));
    session.restore();
    session.restore();
    await settled();
    expect(calls).toHaveLength(1);
  });

  it("forgets the hint when there is no session any more", async () => {
    const { session, answers, entries, settled } = createTab({ hint: true });
    answers.push(answerProblem(401, "no_session"));
    session.restore();
    await settled();
    expect(session.getState()).toEqual({ kind: "signedOut", reason: "none" });
    expect(entries.has(hintKey)).toBe(false);
  });

  it("says that the session has ended when the issuer refuses it", async () => {
    const { session, answers, settled } = createTab({ hint: true });
    answers.push(answerProblem(401, "session_ended"));
    session.restore();
    await settled();
    expect(session.getState()).toEqual({ kind: "signedOut", reason: "session-ended" });
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
      waits.push(state.retryAtMs - Date.now());
      if (round < 2) {
        await vi.advanceTimersByTimeAsync(state.retryAtMs - Date.now());
      }
    }
    expect(waits).toEqual([2_000, 4_000, 20_000]);
    answers.push(answerOk(buildAnswer()));
    await vi.advanceTimersByTimeAsync(20_000);
    await settled();
    expect(session.getState().kind).toBe("active");
  });

  it("gives the token at hand while it lasts, and a fresh one ten seconds before its end", async () => {
    const { session, answers, calls } = createTab();
    const first = buildToken(60);
    const second = buildToken(60, { jti: "second" });
    session.adopt(buildAnswer(first));
    vi.setSystemTime(Date.now() + 49_000);
    expect(await session.getAccessToken()).toBe(first);
    vi.setSystemTime(Date.now() + 2_000);
    answers.push(answerOk(buildAnswer(second)));
    expect(await session.getAccessToken()).toBe(second);
    expect(calls).toHaveLength(1);
  });

  it("refreshes once for many callers", async () => {
    const { session, answers, calls } = createTab();
    session.adopt(buildAnswer(buildToken(5)));
    answers.push(answerOk(buildAnswer()));
    const tokens = await Promise.all(Array.from({ length: 10 }, () => session.getAccessToken()));
    expect(new Set(tokens).size).toBe(1);
    expect(calls).toHaveLength(1);
  });

  it("rejects a request for a token while the function can't be reached, and keeps the session", async () => {
    const { session, answers } = createTab();
    session.adopt(buildAnswer(buildToken(5)));
    answers.push(new TypeError("offline"));
    await expect(session.getAccessToken()).rejects.toBeInstanceOf(SessionUnreachableError);
    expect(session.getState()).toMatchObject({ kind: "unreachable", answer: { user: { id: "user_1" } } });
  });

  it("signs out here at once and tells the function", async () => {
    const { session, answers, entries, calls } = createTab();
    session.adopt(buildAnswer());
    answers.push(Response.json({ revoked: true }));
    const told = session.signOut("person");
    expect(session.getState()).toEqual({ kind: "signedOut", reason: "person" });
    expect(entries.has(hintKey)).toBe(false);
    await told;
    expect(calls).toEqual([{ path: apiPaths.signOut, body: "{}" }]);
  });

  it("stays signed out when a refresh that was under way answers late", async () => {
    const { session, answers, entries } = createTab();
    session.adopt(buildAnswer(buildToken(5)));
    const late = Promise.withResolvers<Response>();
    answers.push(late.promise, Response.json({ revoked: true }));
    const token = session.getAccessToken();
    await session.signOut("person");
    late.resolve(answerOk(buildAnswer()));
    expect(await token).toBeNull();
    expect(session.getState()).toEqual({ kind: "signedOut", reason: "person" });
    expect(entries.has(hintKey)).toBe(false);
  });

  it("stops trying after a sign-out during an outage", async () => {
    const { session, answers, calls, settled } = createTab({ hint: true });
    answers.push(new TypeError("offline"), new TypeError("offline"));
    session.restore();
    await settled();
    await session.signOut("person");
    await vi.advanceTimersByTimeAsync(120_000);
    expect(calls).toHaveLength(2);
    expect(session.getState().kind).toBe("signedOut");
  });

  it("switches the organization through the function", async () => {
    const { session, answers, calls } = createTab();
    session.adopt(buildAnswer());
    answers.push(answerOk(buildAnswer(buildToken(300, { org_id: "org_2" }))));
    await session.switchToOrganization("org_2");
    expect(calls).toEqual([{ path: apiPaths.refreshSession, body: '{"organizationId":"org_2"}' }]);
  });

  it("joins a session begun in another tab before the hint has arrived", async () => {
    const { session, answers, settled } = createTab();
    session.restore();
    answers.push(answerOk(buildAnswer()));
    session.join();
    await settled();
    expect(session.getState().kind).toBe("active");
  });
});
