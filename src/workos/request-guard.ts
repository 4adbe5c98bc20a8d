import * as v from "valibot";

import { recordStep } from "../config/flight-recorder.ts";
import { decodeAccessToken } from "../contract/access-token.ts";
import { isTimeoutError, withTimeLimit } from "../contract/time-limit.ts";
import {
  deniesOrganization,
  isAboutOrganization,
  isRefusalBody,
  isTemporary,
  readRefusalName,
} from "../contract/workos-refusal.ts";
import { type EarlyTokenRequest } from "../early/early-state.ts";
import { type Breaker } from "./breaker.ts";
import { buildReference, findNetworkCause, type Outage, type OutageCause } from "./outage.ts";
import { type SignOutMark } from "./sign-out-mark.ts";

/** Why an authorization code gave no session. */
export type ExchangeFailure = {
  kind: "refused" | "unreachable";
  cause: OutageCause | null;
  /** WorkOS's name for its refusal; null when nothing was refused, or without a name. */
  error: string | null;
  reference: string;
};

/** Why an issuer doesn't go on with a session that may still be good: it requires something of the person first. */
export type SessionRefusal = {
  /** The issuer's name for it; null when it has none. */
  error: string | null;
  /** The organization that was asked for; null when the refresh named none. */
  organizationId: string | null;
  reference: string;
};

/** What the guard found out about WorkOS; the SDK tells none of it. */
export type GuardEvent =
  | { type: "outage"; outage: Outage }
  /** WorkOS refused the refresh token: the session is over. */
  | { type: "ended" }
  /**
   * The refresh brought another person's session, which another tab has begun; the SDK gets none of it.
   * `refreshToken`: that session's newest, where the browser's storage keeps it; null where a cookie does.
   */
  | { type: "anotherPerson"; refreshToken: string | null }
  /** A sign-out forbids to present anything: the SDK was refused without asking WorkOS. */
  | { type: "notPresented" }
  /** There was nothing to present: the SDK was refused without asking WorkOS. */
  | { type: "nothingToPresent" }
  /** The answer lets the SDK keep a session, which it goes on refreshing by itself. */
  | { type: "sessionKept" }
  /** WorkOS requires something before it goes on with the session, e.g. a second factor: asking again wouldn't help. */
  | { type: "refused"; refusal: SessionRefusal }
  /**
   * WorkOS doesn't refresh into the organization that the person has chosen; the session goes on in the one it has.
   * `isDenied`: the person isn't in that organization, rather than that WorkOS requires something first.
   */
  | { type: "switchRefused"; isDenied: boolean }
  /** The session has gone on without the tab's organization, which the person isn't in any more. */
  | { type: "organizationDropped"; organizationId: string }
  /** The SDK has read the authorization code out of the page's address, and its exchange begins. */
  | { type: "exchangeBegun" }
  | { type: "exchanged" }
  /** A sign-out came in the middle of the exchange: WorkOS has a session that nobody here goes on with. */
  | { type: "exchangeDiscarded"; sessionId: string | null }
  | { type: "exchangeFailed"; failure: ExchangeFailure };

type Parts = {
  /** Requests to this origin's `/user_management/` are guarded; no other request is touched. */
  apiOrigin: string;
  fetch: typeof fetch;
  breaker: Breaker;
  signOutMark: Pick<SignOutMark, "read">;
  /** While there is no session to go on with, nothing is presented, whatever cookie is left. */
  isSignedOut: () => boolean;
  /** Whether the code that is to be exchanged is this tab's own; true at most once (login CSRF). */
  admitExchange: () => boolean;
  /** Takes the token request that the callback page has sent before the app's script; null where there is none. */
  takeEarlyExchange?: () => (EarlyTokenRequest & { signOutMarkId: string }) | null;
  /** Whether the person has just chosen to switch to the organization. */
  isChosen: (organizationId: string) => boolean;
  /** Whether this page belongs to another person: another tab's sign-in has taken the place of its session in the browser. */
  isAnotherPerson: (userId: string) => boolean;
  report: (event: GuardEvent) => void;
  timeoutMs?: number;
  now?: () => number;
  isOnline?: () => boolean;
  /** What a relative URL is relative to. */
  pageUrl?: () => string;
};

/** Which the SDK takes for passing. */
const unavailableStatus = 503;

/** Milliseconds after which a request counts as unanswered. */
export const workosTimeoutMs = 8_000;

const sessionSchema = v.object({
  access_token: v.string(),
  refresh_token: v.optional(v.string()),
  user: v.fallback(v.optional(v.object({ id: v.string() })), undefined),
});
const requestSchema = v.looseObject({
  grant_type: v.string(),
  refresh_token: v.optional(v.string()),
  organization_id: v.optional(v.string()),
});

/** Refusals of a refresh without an organization that can only mean that there is no refresh token: nothing else is in it. */
const endingErrors: ReadonlySet<string | null> = new Set([
  "invalid_grant",
  "invalid_request",
  "invalid_request_parameters",
]);

type RefreshRequest = v.InferOutput<typeof requestSchema>;

type Answer =
  | {
      kind: "session";
      response: Response;
      sessionId: string | null;
      userId: string | null;
      refreshToken: string | null;
    }
  | { kind: "refused"; response: Response; error: string | null; failureCode: string }
  | { kind: "outage"; cause: OutageCause; failureCode: string; retryAfterMs: number | null };

/**
 * A `fetch` that gives requests to WorkOS what authkit-js leaves out: a time limit, back-off in an outage, and a sign-out that
 * a late answer can't undo. The SDK has no seam for any of it but the global `fetch`.
 *
 * An outage reaches the SDK as 503, which it treats as passing. A sign-out and a dead session reach it as `invalid_grant`,
 * which makes it drop what it holds. Any other refusal reaches it as 503 too: the refresh token may still be good, for this tab
 * after a sign-in at WorkOS and for other tabs in other organizations.
 */
export function createRequestGuard(parts: Parts): typeof fetch {
  const { apiOrigin, breaker, signOutMark, isSignedOut, report, now = Date.now } = parts;
  const { timeoutMs = workosTimeoutMs, isOnline = () => navigator.onLine } = parts;
  const { pageUrl = () => document.baseURI } = parts;
  const send = parts.fetch;

  const ask = async (
    input: RequestInfo | URL,
    init: RequestInit | undefined,
    early: EarlyTokenRequest | null = null,
  ): Promise<Answer> => {
    try {
      return await withTimeLimit(async (limit) => {
        const signal = init?.signal ? AbortSignal.any([init.signal, limit]) : limit;
        signal.addEventListener("abort", () => early?.abort(signal.reason));
        const response = await (early?.response ?? send(input, { ...init, signal }));
        return readAnswer(response, await response.text(), now());
      }, timeoutMs);
    } catch (error) {
      const cause = isTimeoutError(error) ? "timeout" : findNetworkCause(isOnline());
      return { kind: "outage", cause, failureCode: cause, retryAfterMs: null };
    }
  };

  const refuse = (reason: "notPresented" | "nothingToPresent") => {
    report({ type: reason });
    return buildInvalidGrant();
  };

  /** Asks, and once more without the organization where that one is refused: who was removed from it goes on in another. */
  const askToRefresh = async (
    input: RequestInfo | URL,
    init: RequestInit | undefined,
    { organization_id: organizationId, ...others }: RefreshRequest,
  ): Promise<{ answer: Answer; named: string | null; dropped: string | null }> => {
    const answer = await ask(input, init);
    if (organizationId === undefined) return { answer, named: null, dropped: null };
    const isDropped =
      answer.kind === "refused" && isAboutOrganization(answer.error) && !parts.isChosen(organizationId);
    if (!isDropped) return { answer, named: organizationId, dropped: null };
    const second = await ask(input, { ...init, body: JSON.stringify(others) });
    return { answer: second, named: null, dropped: organizationId };
  };

  const refresh = async (
    input: RequestInfo | URL,
    init: RequestInit | undefined,
    request: RefreshRequest,
  ): Promise<Response> => {
    const before = signOutMark.read();
    if (before.stands) return refuse("notPresented");
    // A sign-out has taken this tab's own token away: one that is there again is another tab's, which the SDK must not drop.
    if (isSignedOut())
      return request.refresh_token === undefined ? refuse("notPresented") : buildUnavailable();
    if (!breaker.admit()) return buildUnavailable();
    const { answer, named, dropped } = await askToRefresh(input, init, request);
    recordStep("refresh", answer.kind === "session" ? "ok" : answer.failureCode);
    const retryAtMs = answer.kind === "outage" ? breaker.fail(answer.retryAfterMs) : null;
    if (retryAtMs === null) breaker.succeed();

    const after = signOutMark.read();
    // The answer belongs to a session that was signed out meanwhile. Where another sign-in stands by now the SDK must not
    // drop anything, because its entry in localStorage is already the new session's.
    if (after.id !== before.id) return after.stands ? buildInvalidGrant() : buildUnavailable();
    switch (answer.kind) {
      case "session":
        if (answer.userId !== null && parts.isAnotherPerson(answer.userId)) {
          report({ type: "anotherPerson", refreshToken: answer.refreshToken });
          return buildUnavailable();
        }
        if (dropped !== null) report({ type: "organizationDropped", organizationId: dropped });
        return answer.response;
      case "outage":
        report({ type: "outage", outage: describeOutage(answer, retryAtMs ?? now(), now()) });
        return buildUnavailable();
      case "refused":
        return answerRefusal(answer, named);
    }
    return answer satisfies never;
  };

  const answerRefusal = (answer: Answer & { kind: "refused" }, organizationId: string | null): Response => {
    const isOver =
      organizationId === null ? endingErrors.has(answer.error) : answer.error === "invalid_grant";
    if (isOver) {
      report({ type: "ended" });
      return buildInvalidGrant();
    }
    if (organizationId !== null && parts.isChosen(organizationId))
      report({ type: "switchRefused", isDenied: deniesOrganization(answer.error) });
    else {
      const reference = buildReference(answer.failureCode, now());
      report({ type: "refused", refusal: { error: answer.error, organizationId, reference } });
    }
    return buildUnavailable();
  };

  const exchange = async (input: RequestInfo | URL, init: RequestInit | undefined): Promise<Response> => {
    if (!parts.admitExchange()) return buildInvalidGrant();
    const early = parts.takeEarlyExchange?.() ?? null;
    const beforeId = early === null ? signOutMark.read().id : early.signOutMarkId;
    report({ type: "exchangeBegun" });
    // A code works once: where the SDK asks for something else than the page already has, neither answer can be used.
    const answer =
      early === null || isSameRequest(early, input, init) ? await ask(input, init, early) : differentRequest;
    recordStep("exchange", answer.kind === "session" ? "ok" : answer.failureCode);
    if (answer.kind === "session") {
      if (signOutMark.read().id !== beforeId) {
        report({ type: "exchangeDiscarded", sessionId: answer.sessionId });
        return buildInvalidGrant();
      }
      report({ type: "exchanged" });
      return answer.response;
    }
    const reference = buildReference(answer.failureCode, now());
    const failure: ExchangeFailure =
      answer.kind === "refused"
        ? { kind: "refused", cause: null, error: answer.error, reference }
        : { kind: "unreachable", cause: answer.cause, error: null, reference };
    report({ type: "exchangeFailed", failure });
    return answer.kind === "refused" ? answer.response : buildUnavailable();
  };

  const noteKept = async (answering: Promise<Response>): Promise<Response> => {
    const response = await answering;
    // After a refusal of any other kind the SDK has none.
    if (response.ok || response.status === unavailableStatus) report({ type: "sessionKept" });
    return response;
  };

  return (input, init) => {
    const url = resolveUrl(input instanceof Request ? input.url : input, pageUrl());
    if (url?.origin !== apiOrigin) return send(input, init);
    // The SDK's own word of a logout, which has neither a time limit nor a second try: `logouts.ts` sends one in its place.
    if (url.pathname === "/user_management/sessions/logout") return Promise.resolve(new Response());
    if (url.pathname !== "/user_management/authenticate") return send(input, init);
    const request = readRequest(init?.body);
    if (request?.grant_type === "authorization_code") return noteKept(exchange(input, init));
    if (request?.grant_type !== "refresh_token") return send(input, init);
    // Nothing to present, neither in the body nor in a cookie: WorkOS needn't be asked.
    if (request.refresh_token === undefined && init?.credentials !== "include")
      return Promise.resolve(refuse("nothingToPresent"));
    return noteKept(refresh(input, init, request));
  };
}

const differentRequest: Answer = {
  kind: "outage",
  cause: "failed",
  failureCode: "early_request_differs",
  retryAfterMs: null,
};

/** Whether the SDK's request is the early one in everything that the answer depends on. */
function isSameRequest(
  early: EarlyTokenRequest,
  input: RequestInfo | URL,
  init: RequestInit | undefined,
): boolean {
  const describe = ({ method, credentials, headers, body }: RequestInit) =>
    JSON.stringify([method, credentials, headers, body]);
  return String(input) === early.url && init !== undefined && describe(init) === describe(early.init);
}

/** Null for what is no URL at all: `fetch` itself rejects it. */
function resolveUrl(input: string | URL, base: string): URL | null {
  return URL.canParse(input, base) ? new URL(input, base) : null;
}

function readRequest(body: unknown) {
  const result = v.safeParse(requestSchema, parseJson(body));
  return result.success ? result.output : null;
}

function readAnswer(response: Response, text: string, nowMs: number): Answer {
  const json = parseJson(text);
  const rebuilt = () => new Response(text, { status: response.status, headers: response.headers });
  const { status } = response;
  if (status === 429) {
    const retryAfterMs = readRetryAfterMs(response.headers.get("Retry-After"), nowMs);
    return { kind: "outage", cause: "rateLimited", failureCode: "http_429", retryAfterMs };
  }
  const session = v.safeParse(sessionSchema, json);
  const claims = session.success ? decodeAccessToken(session.output.access_token) : null;
  // The SDK would store a token that it can't read, and fail on it ever after.
  if (response.ok && session.success && claims !== null)
    return {
      kind: "session",
      response: rebuilt(),
      sessionId: claims.sessionId,
      userId: session.output.user?.id ?? null,
      refreshToken: session.output.refresh_token ?? null,
    };
  const error = readRefusalName(json);
  if (status >= 400 && !isTemporary(status, error) && isRefusalBody(json)) {
    return { kind: "refused", response: rebuilt(), error, failureCode: error ?? `http_${status}` };
  }
  // A page where JSON belongs was not written by WorkOS, unless a gateway says so by its status. RFC 6585, section 6: 511.
  const isForeign = (status < 500 && looksLikePage(text)) || status === 511;
  return {
    kind: "outage",
    cause: isForeign ? "foreignAnswer" : "failed",
    failureCode: response.ok ? "malformed_answer" : `http_${status}`,
    retryAfterMs: readRetryAfterMs(response.headers.get("Retry-After"), nowMs),
  };
}

function looksLikePage(text: string): boolean {
  return text.trimStart().startsWith("<");
}

/** RFC 9110, section 10.2.3: seconds or a date. */
function readRetryAfterMs(value: string | null, nowMs: number): number | null {
  if (value === null) return null;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const atMs = Date.parse(value);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}

function describeOutage(answer: Answer & { kind: "outage" }, retryAtMs: number, nowMs: number): Outage {
  // The other causes lie between this browser and WorkOS: there is nothing to find in its log.
  const reference = answer.cause === "failed" ? buildReference(answer.failureCode, nowMs) : null;
  return { cause: answer.cause, retryAtMs, reference };
}

function parseJson(text: unknown): unknown {
  if (typeof text !== "string") return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function buildInvalidGrant(): Response {
  return Response.json({ error: "invalid_grant", error_description: "Signed out" }, { status: 400 });
}

function buildUnavailable(): Response {
  return Response.json({ error: "temporarily_unavailable" }, { status: unavailableStatus });
}
