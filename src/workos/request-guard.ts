import * as v from "valibot";

import { decodeAccessToken } from "../contract/access-token.ts";
import { isTimeoutError, withTimeLimit } from "../contract/time-limit.ts";
import { type Breaker } from "./breaker.ts";
import { buildReference, findNetworkCause, type Outage, type OutageCause } from "./outage.ts";
import { type SignOutMark } from "./sign-out-mark.ts";

/** Why an authorization code gave no session. */
export type ExchangeFailure = {
  kind: "refused" | "unreachable";
  cause: OutageCause | null;
  reference: string;
};

/** What the guard found out about WorkOS; the SDK tells none of it. */
export type GuardEvent =
  | { type: "outage"; outage: Outage }
  /** WorkOS refused the refresh token: the session is over. */
  | { type: "ended" }
  /** A sign-out forbids to present anything: the SDK was refused without asking WorkOS. */
  | { type: "notPresented" }
  /** There was nothing to present: the SDK was refused without asking WorkOS. */
  | { type: "nothingToPresent" }
  /** The answer lets the SDK keep a session, which it goes on refreshing by itself. */
  | { type: "sessionKept" }
  /** WorkOS keeps the session but refuses this refresh, e.g. into an organization that asks for SSO. */
  | { type: "refreshRefused"; error: string }
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

const errorSchema = v.object({ error: v.optional(v.string()), code: v.optional(v.string()) });
const sessionSchema = v.object({ access_token: v.string(), refresh_token: v.optional(v.string()) });
const requestSchema = v.object({ grant_type: v.string(), refresh_token: v.optional(v.string()) });

/** Errors to a refresh that can only mean that there is no refresh token any more: the request has nothing else in it. */
const endingErrors = new Set(["invalid_grant", "invalid_request", "invalid_request_parameters"]);

type Answer =
  | { kind: "session"; response: Response; sessionId: string | null }
  | { kind: "refused"; response: Response; error: string }
  | { kind: "outage"; cause: OutageCause; failureCode: string; retryAfterMs: number | null };

/**
 * A `fetch` that gives requests to WorkOS what authkit-js leaves out: a time limit, back-off in an outage, and a sign-out that
 * a late answer can't undo. The SDK has no seam for any of it but the global `fetch`.
 *
 * An outage reaches the SDK as 503, which it treats as passing. A sign-out and a dead session reach it as `invalid_grant`,
 * which makes it drop what it holds. Any other refusal is kept from it, because it would end the session over it.
 */
export function createRequestGuard(parts: Parts): typeof fetch {
  const { apiOrigin, breaker, signOutMark, isSignedOut, report, now = Date.now } = parts;
  const { timeoutMs = workosTimeoutMs, isOnline = () => navigator.onLine } = parts;
  const { pageUrl = () => document.baseURI } = parts;
  const send = parts.fetch;

  const ask = async (input: RequestInfo | URL, init: RequestInit | undefined): Promise<Answer> => {
    try {
      return await withTimeLimit(async (limit) => {
        const signal = init?.signal ? AbortSignal.any([init.signal, limit]) : limit;
        const response = await send(input, { ...init, signal });
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

  const refresh = async (
    input: RequestInfo | URL,
    init: RequestInit | undefined,
    refreshToken: string | undefined,
  ): Promise<Response> => {
    const before = signOutMark.read();
    if (before.stands) return refuse("notPresented");
    // A sign-out has taken this tab's own token away: one that is there again is another tab's, which the SDK must not drop.
    if (isSignedOut()) return refreshToken === undefined ? refuse("notPresented") : buildUnavailable();
    if (!breaker.admit()) return buildUnavailable();
    const answer = await ask(input, init);
    const isOver = answer.kind === "session" || (answer.kind === "refused" && endingErrors.has(answer.error));
    const retryAtMs = isOver ? null : breaker.fail(answer.kind === "outage" ? answer.retryAfterMs : null);
    if (retryAtMs === null) breaker.succeed();

    const after = signOutMark.read();
    // The answer belongs to a session that was signed out meanwhile. Where another sign-in stands by now the SDK must not
    // drop anything, because its entry in localStorage is already the new session's.
    if (after.id !== before.id) return after.stands ? buildInvalidGrant() : buildUnavailable();
    if (answer.kind === "session") return answer.response;
    if (retryAtMs === null) {
      report({ type: "ended" });
      return buildInvalidGrant();
    }
    if (answer.kind === "refused") report({ type: "refreshRefused", error: answer.error });
    report({ type: "outage", outage: describeOutage(answer, retryAtMs, now()) });
    return buildUnavailable();
  };

  const exchange = async (input: RequestInfo | URL, init: RequestInit | undefined): Promise<Response> => {
    if (!parts.admitExchange()) return buildInvalidGrant();
    const before = signOutMark.read();
    report({ type: "exchangeBegun" });
    const answer = await ask(input, init);
    if (answer.kind === "session") {
      if (signOutMark.read().id !== before.id) {
        report({ type: "exchangeDiscarded", sessionId: answer.sessionId });
        return buildInvalidGrant();
      }
      report({ type: "exchanged" });
      return answer.response;
    }
    const failure: ExchangeFailure =
      answer.kind === "refused"
        ? { kind: "refused", cause: null, reference: buildReference(answer.error, now()) }
        : { kind: "unreachable", cause: answer.cause, reference: buildReference(answer.failureCode, now()) };
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
    return noteKept(refresh(input, init, request.refresh_token));
  };
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
  const claims = v.is(sessionSchema, json) ? decodeAccessToken(json.access_token) : null;
  // The SDK would store a token that it can't read, and fail on it ever after.
  if (response.ok && claims !== null)
    return { kind: "session", response: rebuilt(), sessionId: claims.sessionId };
  if (status >= 400 && status < 500) {
    const error = v.safeParse(errorSchema, json);
    const name = error.success ? (error.output.error ?? error.output.code) : undefined;
    if (name !== undefined) return { kind: "refused", response: rebuilt(), error: name };
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

function describeOutage(
  answer: Exclude<Answer, { kind: "session" }>,
  retryAtMs: number,
  nowMs: number,
): Outage {
  if (answer.kind === "refused")
    return { cause: "failed", retryAtMs, reference: buildReference(answer.error, nowMs) };
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
