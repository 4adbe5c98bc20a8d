import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createMemoryStorage } from "../config/testing/memory-storage.ts";
import { createBreaker } from "./breaker.ts";
import { type EarlyTokenRequest } from "../early/early-state.ts";
import { createRequestGuard, type GuardEvent } from "./request-guard.ts";
import { createSignOutMark, parseSignOutMark, type SignOutMark } from "./sign-out-mark.ts";
import { buildAccessToken } from "./testing/access-token.ts";

const apiOrigin = "https://auth.example";
const authenticateUrl = `${apiOrigin}/user_management/authenticate`;
const startMs = Date.UTC(2026, 10, 21, 8, 0, 0);
const at = "2026-11-21 08:00:00 UTC";
const session = { access_token: buildAccessToken(300, { sid: "session_1" }), refresh_token: "r", user: {} };

type Answer = Response | Error | "hang" | (() => Response);

let answers: Answer[];
let sent: { input: unknown; init: RequestInit | undefined }[];
let events: GuardEvent[];
let mark: SignOutMark;
let isOnline: boolean;
let isSignedOut: boolean;
let isAdmitted: boolean;
let chosen: string | null;
let kept: number;
let early: EarlyTokenRequest | null;
let guarded: typeof fetch;

beforeEach(() => {
  vi.useFakeTimers({ now: startMs, toFake: ["setTimeout", "clearTimeout", "Date"] });
  // jsdom's has a timer for each change, which would be counted among the guard's.
  vi.stubGlobal("sessionStorage", undefined);
  answers = [];
  sent = [];
  events = [];
  isOnline = true;
  early = null;
  isSignedOut = false;
  isAdmitted = true;
  chosen = null;
  kept = 0;
  mark = createSignOutMark(createMemoryStorage());
  guarded = createRequestGuard({
    apiOrigin,
    async fetch(input, init) {
      sent.push({ input, init });
      const answer = answers.shift();
      if (answer === undefined) throw new Error("nothing prepared");
      if (answer instanceof Error) throw answer;
      if (answer !== "hang") return typeof answer === "function" ? answer() : answer;
      return new Promise((_, reject) => {
        init?.signal?.addEventListener("abort", () => reject(new Error("aborted")));
      });
    },
    breaker: createBreaker({ random: () => 0.5 }),
    signOutMark: mark,
    isSignedOut: () => isSignedOut,
    admitExchange: () => isAdmitted,
    takeEarlyExchange() {
      const taken = early;
      early = null;
      return taken && { ...taken, signOutMarkId: String(parseSignOutMark(taken.signOutMark).id) };
    },
    isChosen: (organizationId) => organizationId === chosen,
    isAnotherPerson: () => false,
    report(event) {
      if (event.type === "sessionKept") kept += 1;
      else events.push(event);
    },
    isOnline: () => isOnline,
    pageUrl: () => "https://console.example/members",
  });
});
afterEach(() => {
  vi.useRealTimers();
});

function post(fields: Record<string, unknown>, init: RequestInit = {}): Promise<Response> {
  return guarded(new URL(authenticateUrl), { method: "POST", body: JSON.stringify(fields), ...init });
}

const refresh = () => post({ grant_type: "refresh_token", refresh_token: "r" });
const refreshInto = (organizationId: string) =>
  post({ grant_type: "refresh_token", refresh_token: "r", organization_id: organizationId });
const readBody = (init: RequestInit | undefined): unknown =>
  JSON.parse(typeof init?.body === "string" ? init.body : "null");
const organizationNotFound = () => Response.json({ error: "organization_not_found" }, { status: 400 });
const exchange = () => post({ grant_type: "authorization_code", code: "c" });

async function read(response: Response): Promise<{ status: number; body: unknown }> {
  return { status: response.status, body: await response.json() };
}

const invalidGrant = { status: 400, body: { error: "invalid_grant", error_description: "Signed out" } };
const unavailable = { status: 503, body: { error: "temporarily_unavailable" } };
const page = () => new Response(" \n<html></html>");

function outage(cause: string, delayMs: number, reference: string | null) {
  return { type: "outage", outage: { cause, retryAtMs: startMs + delayMs, reference } };
}

describe("requests that are no business of the guard", () => {
  const body = JSON.stringify({ grant_type: "refresh_token", refresh_token: "r" });

  it.each([
    ["another origin", "https://api.example/user_management/authenticate"],
    ["another scheme", "http://auth.example/user_management/authenticate"],
    ["another port", "https://auth.example:8443/user_management/authenticate"],
    ["the page's own origin, by a path", "/user_management/authenticate"],
    ["another path of WorkOS", `${apiOrigin}/user_management/authenticate/x`],
    ["no URL at all", "http://["],
  ])("go out as they are: %s", async (_, url) => {
    const answer = new Response("x", { status: 500 });
    const init = { method: "POST", body };
    mark.set();
    answers.push(answer);
    expect(await guarded(url, init)).toBe(answer);
    expect(sent).toEqual([{ input: url, init }]);
    expect(sent[0]?.init).toBe(init);
    expect([events, vi.getTimerCount()]).toEqual([[], 0]);
  });

  it("go out as they are as a Request too", async () => {
    const answer = new Response();
    const request = new Request("https://api.example/user_management/authenticate", { method: "POST", body });
    answers.push(answer);
    expect(await guarded(request)).toBe(answer);
    expect(sent).toEqual([{ input: request, init: undefined }]);
  });

  it.each([
    ["another grant", JSON.stringify({ grant_type: "client_credentials" })],
    ["a body that is no JSON", "{"],
    ["a body without a grant", "{}"],
    ["a form", new URLSearchParams({ grant_type: "refresh_token" })],
    ["no body", null],
  ])("go out as they are: %s", async (_, body) => {
    const answer = new Response();
    const init = { method: "POST", body };
    answers.push(answer);
    expect(await guarded(authenticateUrl, init)).toBe(answer);
    expect(sent[0]?.init).toBe(init);
  });

  it("hold up no other when they hang or fail", async () => {
    answers.push(new TypeError("Failed to fetch"), Response.json(session));
    await expect(guarded("https://api.example/data")).rejects.toThrow("Failed to fetch");
    expect((await refresh()).status).toBe(200);
  });
});

describe("a refresh", () => {
  it("gives the SDK the session that WorkOS answers with", async () => {
    answers.push(Response.json(session, { headers: { "X-Request-ID": "req_1" } }));
    const response = await refresh();
    expect(response.headers.get("X-Request-ID")).toBe("req_1");
    expect(await read(response)).toEqual({ status: 200, body: session });
    expect(events).toEqual([]);
    expect(sent[0]?.input).toEqual(new URL(authenticateUrl));
    expect(sent[0]?.init).toMatchObject({ method: "POST" });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("gives a session whose refresh token stays in a cookie", async () => {
    answers.push(Response.json({ access_token: session.access_token }));
    expect((await post({ grant_type: "refresh_token" }, { credentials: "include" })).status).toBe(200);
  });

  it("doesn't go out with nothing to present, neither in the body nor in a cookie", async () => {
    expect(await read(await post({ grant_type: "refresh_token" }))).toEqual(invalidGrant);
    expect([sent, events]).toEqual([[], [{ type: "nothingToPresent" }]]);
  });

  it.each([
    [400, { error: "invalid_grant" }],
    [400, { error: "invalid_request" }],
    [422, { code: "invalid_request_parameters", message: "…" }],
  ])("ends the session where WorkOS says that the token is dead: %i %o", async (status, body) => {
    answers.push(Response.json(body, { status }));
    expect(await read(await refresh())).toEqual(invalidGrant);
    expect(events).toEqual([{ type: "ended" }]);
  });

  it.each([
    [403, { error: "sso_required" }, "sso_required"],
    [403, { code: "mfa_challenge" }, "mfa_challenge"],
    [401, { error: "invalid_client", error_description: "x" }, "invalid_client"],
    [403, { code: "mfa_enrollment" }, "mfa_enrollment"],
    [403, { code: "email_verification_required" }, "email_verification_required"],
    [403, { code: "organization_selection_required", organizations: [] }, "organization_selection_required"],
    [400, { error: "access_denied" }, "access_denied"],
    [400, { message: "Must use SSO for selected organization" }, "sso_required"],
    [499, { error: "new_error" }, "new_error"],
    [400, { message: "x" }, null],
    [404, { message: "Not found" }, null],
    [401, { error: "Unauthorized, or so it seems" }, null],
    [400, { error: "unauthorized_client" }, "unauthorized_client"],
    [404, { code: "entity_not_found", message: "x" }, "entity_not_found"],
    [403, { message: "x" }, null],
    [404, { statusCode: 404, message: "x", error: "Not Found" }, null],
  ])("reports any other refusal, which no try would change: %i %o", async (status, body, error) => {
    answers.push(Response.json(body, { status }), Response.json(session));
    expect(await read(await refresh())).toEqual(unavailable);
    const reference = `${error ?? `http_${status}`} · ${at}`;
    expect(events).toEqual([{ type: "refused", refusal: { error, organizationId: null, reference } }]);
    expect((await refresh()).status).toBe(200);
  });

  describe("into the organization of the tab", () => {
    it.each([
      [400, { error: "organization_not_found" }],
      [400, { error: "organization_membership_not_found" }],
      [400, { code: "invalid_organization_id", message: "x" }],
      [404, { message: "Organization not found: 'org_1'." }],
      [404, { code: "entity_not_found", message: "x" }],
      [403, { code: "forbidden", message: "x" }],
      [400, { error: "invalid_request" }],
      [422, { code: "invalid_request_parameters", message: "x" }],
      [400, { message: "x" }],
      [499, { error: "new_error" }],
      [422, { message: "x", errors: [{ field: "organization_id", code: "invalid" }] }],
      [403, { message: "User is not a member of the organization." }],
    ])("goes on without it where it is refused: %i %o", async (status, body) => {
      answers.push(Response.json(body, { status }), Response.json(session));
      expect(await read(await refreshInto("org_1"))).toEqual({ status: 200, body: session });
      expect(events).toEqual([{ type: "organizationDropped", organizationId: "org_1" }]);
      expect(sent.map(({ init }) => readBody(init))).toEqual([
        { grant_type: "refresh_token", refresh_token: "r", organization_id: "org_1" },
        { grant_type: "refresh_token", refresh_token: "r" },
      ]);
    });

    it.each(["sso_required", "mfa_enrollment", "organization_authentication_methods_required"])(
      "asks once where WorkOS requires more: %s",
      async (error) => {
        answers.push(Response.json({ error }, { status: 400 }));
        await refreshInto("org_1");
        const refusal = { error, organizationId: "org_1", reference: `${error} · ${at}` };
        expect([events, sent.length]).toEqual([[{ type: "refused", refusal }], 1]);
      },
    );

    it("tries once without it, and then says what WorkOS says", async () => {
      answers.push(organizationNotFound, organizationNotFound, Response.json(session));
      await refreshInto("org_1");
      const reference = `organization_not_found · ${at}`;
      const refusal = { error: "organization_not_found", organizationId: null, reference };
      expect([events, sent.length]).toEqual([[{ type: "refused", refusal }], 2]);
    });

    it("is an outage where WorkOS doesn't answer without it", async () => {
      answers.push(Response.json({ error: "organization_not_found" }, { status: 400 }), new TypeError("x"));
      expect(await read(await refreshInto("org_1"))).toEqual(unavailable);
      expect(events).toEqual([outage("network", 2_000, null)]);
    });

    it("stays in the session's own where the person has just chosen it", async () => {
      chosen = "org_1";
      answers.push(Response.json({ error: "organization_not_found" }, { status: 400 }));
      expect(await read(await refreshInto("org_1"))).toEqual(unavailable);
      expect([events, sent.length]).toEqual([[{ type: "switchRefused", isDenied: true }], 1]);
    });
  });

  it.each<[string, () => Answer, ReturnType<typeof outage>]>([
    ["a broken connection", () => new TypeError("x"), outage("network", 2_000, null)],
    ["429", () => new Response("", { status: 429 }), outage("rateLimited", 2_000, null)],
    [
      "429 that says so in JSON",
      () => Response.json({ error: "invalid_grant" }, { status: 429 }),
      outage("rateLimited", 2_000, null),
    ],
    [
      "a temporary refusal",
      () => Response.json({ error: "temporarily_unavailable" }, { status: 400 }),
      outage("failed", 2_000, `http_400 · ${at}`),
    ],
    [
      "a limit that answers 403",
      () => Response.json({ code: "rate_limit_exceeded", message: "x" }, { status: 403 }),
      outage("failed", 2_000, `http_403 · ${at}`),
    ],
    [
      "425",
      () => Response.json({ message: "Too early" }, { status: 425 }),
      outage("failed", 2_000, `http_425 · ${at}`),
    ],
    ["500", () => new Response("", { status: 500 }), outage("failed", 2_000, `http_500 · ${at}`)],
    [
      "500 with a JSON body",
      () => Response.json({ error: "invalid_grant" }, { status: 500 }),
      outage("failed", 2_000, `http_500 · ${at}`),
    ],
    [
      "a gateway's page",
      () => new Response("<html>", { status: 502 }),
      outage("failed", 2_000, `http_502 · ${at}`),
    ],
    [
      "404 that isn't JSON",
      () => new Response("no", { status: 404 }),
      outage("failed", 2_000, `http_404 · ${at}`),
    ],
    [
      "408 that says so in JSON",
      () => Response.json({ message: "x" }, { status: 408 }),
      outage("failed", 2_000, `http_408 · ${at}`),
    ],
    [
      "400 with a session in it",
      () => Response.json(session, { status: 400 }),
      outage("failed", 2_000, `http_400 · ${at}`),
    ],
    [
      "a cut-off answer",
      () => new Response('{"access_'),
      outage("failed", 2_000, `malformed_answer · ${at}`),
    ],
    [
      "an answer without a token",
      () => Response.json({ user: {} }),
      outage("failed", 2_000, `malformed_answer · ${at}`),
    ],
    ["a captive portal's page", page, outage("foreignAnswer", 2_000, null)],
    [
      "a captive portal's page with 403",
      () => new Response("<html>", { status: 403 }),
      outage("foreignAnswer", 2_000, null),
    ],
    ["511", () => new Response("", { status: 511 }), outage("foreignAnswer", 2_000, null)],
  ])("is an outage, not an end, at %s", async (_, answer, event) => {
    answers.push(answer());
    expect(await read(await refresh())).toEqual(unavailable);
    expect(events).toEqual([event]);
  });

  it("says that the browser is offline where it knows so", async () => {
    isOnline = false;
    answers.push(new TypeError("x"));
    await refresh();
    expect(events).toEqual([outage("offline", 2_000, null)]);
  });

  it("counts as unanswered after eight seconds, online or not", async () => {
    isOnline = false;
    answers.push("hang");
    const response = refresh();
    await vi.advanceTimersByTimeAsync(7_999);
    expect(events).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await read(await response)).toEqual(unavailable);
    expect(events).toEqual([outage("timeout", 8_000, null)]);
  });

  it("has the same time limit for a body that doesn't come", async () => {
    answers.push(() => {
      const { signal } = sent.at(-1)?.init ?? {};
      return new Response(
        new ReadableStream({
          start: (controller) =>
            signal?.addEventListener("abort", () => controller.error(new Error("aborted"))),
        }),
      );
    });
    const response = refresh();
    await vi.advanceTimersByTimeAsync(8_000);
    expect(await read(await response)).toEqual(unavailable);
    expect(events).toEqual([outage("timeout", 8_000, null)]);
  });

  it("also ends when its caller aborts it", async () => {
    const controller = new AbortController();
    answers.push("hang");
    const response = post({ grant_type: "refresh_token", refresh_token: "r" }, { signal: controller.signal });
    controller.abort();
    expect(await read(await response)).toEqual(unavailable);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    ["seconds", "30", 30_000],
    ["a date", new Date(startMs + 40_000).toUTCString(), 40_000],
    ["a date in the past", new Date(startMs - 40_000).toUTCString(), 2_000],
    ["neither", "soon", 2_000],
    ["less than the own delay", "1", 2_000],
    ["hours", "7200", 300_000],
  ])("waits as WorkOS asks with Retry-After: %s", async (_, retryAfter, delayMs) => {
    for (const status of [429, 503]) {
      answers.push(new Response("", { status, headers: { "Retry-After": retryAfter } }));
      await refresh();
      expect(events.at(-1)).toMatchObject({ outage: { retryAtMs: Date.now() + delayMs } });
      vi.setSystemTime(Date.now() + delayMs);
      answers.push(Response.json(session));
      expect((await refresh()).status).toBe(200);
      vi.setSystemTime(startMs);
    }
  });

  it("doesn't go out during the wait, and says nothing new", async () => {
    answers.push(new TypeError("x"), Response.json(session));
    await refresh();
    vi.setSystemTime(startMs + 1_999);
    expect(await read(await refresh())).toEqual(unavailable);
    expect([sent.length, events.length]).toEqual([1, 1]);
    vi.setSystemTime(startMs + 2_000);
    expect((await refresh()).status).toBe(200);
    expect(sent).toHaveLength(2);
  });

  it("doesn't back off after a refusal, which is an answer", async () => {
    for (const error of ["sso_required", "invalid_grant"]) {
      answers.push(Response.json({ error }, { status: 400 }), Response.json(session));
      await refresh();
      expect((await refresh()).status).toBe(200);
    }
    expect(sent).toHaveLength(4);
  });
});

describe("a refresh and a sign-out", () => {
  it("presents no refresh token while the mark stands", async () => {
    mark.set();
    expect(await read(await refresh())).toEqual(invalidGrant);
    expect([sent, events]).toEqual([[], [{ type: "notPresented" }]]);
    mark.lift();
    answers.push(Response.json(session));
    expect((await refresh()).status).toBe(200);
  });

  it.each<[string, () => Answer]>([
    ["a session", () => Response.json(session)],
    ["a dead token", () => Response.json({ error: "invalid_grant" }, { status: 400 })],
    ["a refusal", () => Response.json({ error: "sso_required" }, { status: 403 })],
    ["an outage", () => new Response("", { status: 500 })],
  ])("throws the answer away that comes after the sign-out: %s", async (_, answer) => {
    answers.push(() => {
      mark.set();
      const late = answer();
      if (late instanceof Response) return late;
      throw new Error("no response");
    });
    expect(await read(await refresh())).toEqual(invalidGrant);
    expect(events).toEqual([]);
  });

  it("makes the SDK drop nothing where somebody has signed in again meanwhile", async () => {
    for (const answer of [
      Response.json(session),
      Response.json({ error: "invalid_grant" }, { status: 400 }),
    ]) {
      answers.push(() => {
        mark.set();
        mark.lift();
        return answer;
      });
      expect(await read(await refresh())).toEqual(unavailable);
    }
    expect(events).toEqual([]);
  });

  it("leaves the outage as it was found, for whoever signs in next", async () => {
    answers.push(() => {
      mark.set();
      return new Response("", { status: 500 });
    });
    await refresh();
    mark.lift();
    expect(await read(await refresh())).toEqual(unavailable);
    expect(sent).toHaveLength(1);
  });
});

describe("the exchange of an authorization code", () => {
  const begun = { type: "exchangeBegun" };

  it("reports its beginning before it returns, so that the code can leave the address", () => {
    answers.push("hang");
    void exchange();
    expect(events).toEqual([begun]);
  });

  it("gives the SDK the session and reports it", async () => {
    answers.push(Response.json(session));
    expect(await read(await exchange())).toEqual({ status: 200, body: session });
    expect(events).toEqual([begun, { type: "exchanged" }]);
  });

  it("goes out in an outage and after a sign-out: the person has just come from WorkOS", async () => {
    answers.push(new TypeError("x"), Response.json(session));
    await refresh();
    mark.set();
    expect((await exchange()).status).toBe(200);
  });

  it("reports a refusal with a reference, and hands it on", async () => {
    const body = { error: "invalid_grant", error_description: "used" };
    answers.push(Response.json(body, { status: 400 }));
    expect(await read(await exchange())).toEqual({ status: 400, body });
    const failure = {
      kind: "refused",
      cause: null,
      error: "invalid_grant",
      reference: `invalid_grant · ${at}`,
    };
    expect(events).toEqual([begun, { type: "exchangeFailed", failure }]);
  });

  it.each<[string, Answer, string, string]>([
    ["a broken connection", new TypeError("x"), "network", `network · ${at}`],
    ["500", new Response("", { status: 500 }), "failed", `http_500 · ${at}`],
    ["429", new Response("", { status: 429 }), "rateLimited", `http_429 · ${at}`],
    ["another's page", page(), "foreignAnswer", `malformed_answer · ${at}`],
  ])("reports that WorkOS wasn't reached, with a reference: %s", async (_, answer, cause, reference) => {
    answers.push(answer);
    expect(await read(await exchange())).toEqual(unavailable);
    expect(events).toEqual([
      begun,
      { type: "exchangeFailed", failure: { kind: "unreachable", cause, error: null, reference } },
    ]);
  });

  it("gives up after eight seconds", async () => {
    answers.push("hang");
    const response = exchange();
    await vi.advanceTimersByTimeAsync(8_000);
    expect(await read(await response)).toEqual(unavailable);
    expect(events).toMatchObject([begun, { failure: { kind: "unreachable", cause: "timeout" } }]);
  });
});

describe("a code that wasn't announced", () => {
  it("is refused without being exchanged", async () => {
    isAdmitted = false;
    expect(await read(await exchange())).toEqual(invalidGrant);
    expect([sent, events, kept]).toEqual([[], [], 0]);
  });
});

describe("a sign-out in the middle of an exchange", () => {
  it("throws the session away, and says which one it was", async () => {
    answers.push(() => {
      mark.set();
      return Response.json(session);
    });
    expect(await read(await exchange())).toEqual(invalidGrant);
    expect(events.at(-1)).toEqual({ type: "exchangeDiscarded", sessionId: "session_1" });
    expect(kept).toBe(0);
  });
});

describe("an answer after which the SDK keeps a session", () => {
  it.each<[string, () => Promise<Response>, Answer, number]>([
    ["tokens for a code", exchange, Response.json(session), 1],
    ["tokens for a refresh", refresh, Response.json(session), 1],
    ["an outage", refresh, new Error("offline"), 1],
    ["the end of the session", refresh, Response.json({ error: "invalid_grant" }, { status: 400 }), 0],
    ["a refused code", exchange, Response.json({ error: "invalid_grant" }, { status: 400 }), 0],
  ])("is reported as such: %s", async (_, ask, answer, count) => {
    answers.push(answer);
    await ask();
    expect(kept).toBe(count);
  });
});

describe("a state without a session", () => {
  it("leaves the SDK the token that another tab has written", async () => {
    isSignedOut = true;
    expect(await read(await refresh())).toEqual(unavailable);
    expect([sent, events]).toEqual([[], []]);
  });

  it("presents no cookie that is left, and refuses the SDK", async () => {
    isSignedOut = true;
    expect(await read(await post({ grant_type: "refresh_token" }, { credentials: "include" }))).toEqual(
      invalidGrant,
    );
    expect([sent, events]).toEqual([[], [{ type: "notPresented" }]]);
  });
});

describe("the SDK's own logout", () => {
  it("is answered without being sent", async () => {
    const response = await guarded(new URL(`${apiOrigin}/user_management/sessions/logout?session_id=s`));
    expect([response.status, sent, events]).toEqual([200, [], []]);
  });

  it("isn't taken for one on another origin", async () => {
    answers.push(new Response("theirs"));
    const response = await guarded("https://other.example/user_management/sessions/logout?session_id=s");
    expect(await response.text()).toBe("theirs");
  });
});

describe("a token request that the callback page has sent before the app", () => {
  const body = JSON.stringify({ grant_type: "authorization_code", code: "c" });
  const prepare = (given: Partial<EarlyTokenRequest> = {}) => {
    const abort = vi.fn<(reason: unknown) => void>();
    early = {
      url: authenticateUrl,
      init: { method: "POST", headers: {}, body },
      response: Promise.resolve(Response.json(session)),
      abort,
      signOutMark: null,
      ...given,
    };
    return abort;
  };
  const ask = () => guarded(authenticateUrl, { method: "POST", headers: {}, body });

  it("answers the SDK, and the code isn't sent again", async () => {
    prepare();
    mark.set();
    prepare({ signOutMark: mark.read().id });
    expect(await (await ask()).json()).toEqual(session);
    expect(sent).toEqual([]);
    expect(events.map(({ type }) => type)).toEqual(["exchangeBegun", "exchanged"]);
  });

  it("answers once", async () => {
    mark.set();
    prepare({ signOutMark: mark.read().id });
    await ask();
    answers = [Response.json({ error: "invalid_grant" }, { status: 400 })];
    expect((await ask()).status).toBe(400);
    expect(sent).toHaveLength(1);
  });

  it.each<[string, Partial<EarlyTokenRequest>]>([
    ["another address", { url: `${apiOrigin}/other` }],
    ["another body", { init: { method: "POST", headers: {}, body: "{}" } }],
    ["another header", { init: { method: "POST", headers: { Accept: "text/plain" }, body } }],
    ["cookies", { init: { method: "POST", headers: {}, body, credentials: "include" } }],
  ])("is not used for a request that differs, and the code isn't sent twice: %s", async (_, given) => {
    prepare(given);
    expect((await ask()).status).toBe(503);
    expect(sent).toEqual([]);
    expect(events.at(-1)).toMatchObject({
      type: "exchangeFailed",
      failure: { kind: "unreachable", reference: `early_request_differs · ${at}` },
    });
  });

  it("is discarded where somebody has signed out since it was sent, also before the app was there", async () => {
    prepare();
    mark.set();
    expect((await ask()).status).toBe(400);
    expect(events.at(-1)).toEqual({ type: "exchangeDiscarded", sessionId: "session_1" });
  });

  it("is given up after the time limit", async () => {
    const abort = prepare({ response: new Promise(() => undefined) });
    const answer = ask();
    await vi.advanceTimersByTimeAsync(8_000);
    expect((await answer).status).toBe(503);
    expect(abort).toHaveBeenCalledOnce();
    expect(events.at(-1)).toMatchObject({ type: "exchangeFailed", failure: { cause: "timeout" } });
  });

  it("fails as the network did", async () => {
    const response = Promise.reject(new TypeError("Failed to fetch"));
    response.catch(() => undefined);
    prepare({ response });
    expect((await ask()).status).toBe(503);
    expect(events.at(-1)).toMatchObject({ type: "exchangeFailed", failure: { cause: "network" } });
  });
});
