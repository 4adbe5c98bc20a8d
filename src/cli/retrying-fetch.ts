import * as v from "valibot";

import { isTimeoutError, withTimeLimit } from "../contract/time-limit.ts";
import { readLimitedBody } from "../function/core/http/limited-body.ts";

/** The result of a request to WorkOS, after all retries. */
export type RequestOutcome<Body = unknown> =
  | { kind: "answered"; body: Body }
  /** WorkOS understood the request and refused it; a retry wouldn't help. `failureCode` is WorkOS's reason, where it gave one. */
  | { kind: "refused"; status: number; failureCode: string | null }
  | { kind: "gave_up"; cause: string }
  | { kind: "interrupted" };

export type RetryOptions = {
  fetch: typeof fetch;
  /** Resolves after the time, or at once when the signal aborts. */
  wait: (delayMs: number, signal: AbortSignal) => Promise<void>;
  now: () => number;
  /** Called before each wait, with a text for the terminal. */
  note: (text: string) => void;
  /** Aborts when the command is interrupted. */
  signal: AbortSignal;
};

/** For each of the headers and the body; WorkOS needs well under a second for a page of a hundred items. */
const timeoutMs = 30_000;
const maximumBytes = 16 * 1024 * 1024;
const firstDelayMs = 1000;
const maximumDelayMs = 60_000;
/** With delays that double up to a minute these are about three minutes of an outage. */
const maximumFailures = 8;
/** A rate limit is no failure, but one that never ends is. */
const maximumRateLimits = 30;
const maximumRetryAfterMs = 10 * 60_000;

/** Restricted to these characters, so that a response can't write control sequences to the terminal. */
const failureCodeSchema = v.fallback(v.optional(v.pipe(v.string(), v.regex(/^[a-z_]{1,80}$/))), undefined);
const failureSchema = v.object({ code: failureCodeSchema, error: failureCodeSchema });

/**
 * The JSON body of the response, after as many retries as it takes: after a rate limit when `Retry-After` says (RFC 9110,
 * section 10.2.3), and 1 to 60 seconds after a network failure, a 5xx or a response that isn't JSON. Gives up after eight of those.
 *
 * @param findEffect for a request that must not take effect twice: called before it is sent again, because the request that failed
 *   may have arrived. Returns the outcome of that one, or null when it had no effect. An interruption lets such a request finish.
 */
export async function fetchWithRetries(
  request: Request,
  options: RetryOptions,
  findEffect: (() => Promise<RequestOutcome | null>) | null = null,
): Promise<RequestOutcome> {
  const { signal } = options;
  let failures = 0;
  let rateLimits = 0;
  for (;;) {
    if (signal.aborted) return { kind: "interrupted" };
    const attempt = await fetchOnce(request.clone(), options, findEffect === null ? [signal] : []);
    if (attempt.kind === "answered" || attempt.kind === "refused") return attempt;
    if (signal.aborted) return { kind: "interrupted" };

    if (attempt.kind === "rate_limited") rateLimits += 1;
    else failures += 1;
    if (failures > maximumFailures || rateLimits > maximumRateLimits) {
      return { kind: "gave_up", cause: attempt.cause };
    }
    const backOffMs = Math.min(firstDelayMs * 2 ** (failures + rateLimits - 1), maximumDelayMs);
    const delayMs = attempt.retryAfterMs ?? backOffMs;
    options.note(`${attempt.cause}; retrying in ${String(Math.ceil(delayMs / 1000))} s`);
    await options.wait(delayMs, signal);
    // A request that a rate limit rejected had no effect.
    if (findEffect === null || attempt.kind === "rate_limited" || signal.aborted) continue;
    const effect = await findEffect();
    if (effect !== null) return effect;
  }
}

type Attempt =
  | Extract<RequestOutcome, { kind: "answered" | "refused" }>
  | { kind: "failed" | "rate_limited"; cause: string; retryAfterMs: number | null };

async function fetchOnce(
  request: Request,
  options: RetryOptions,
  abortedBy: AbortSignal[],
): Promise<Attempt> {
  try {
    const response = await withTimeLimit(
      (limit) =>
        options.fetch(request, { signal: AbortSignal.any([...abortedBy, limit]), redirect: "error" }),
      timeoutMs,
    );
    const { status } = response;
    if (status === 429 || status === 408 || status >= 500) {
      response.body?.cancel().catch(() => undefined);
      const retryAfterMs = parseRetryAfter(response.headers.get("Retry-After"), options.now());
      return status === 429
        ? { kind: "rate_limited", cause: "WorkOS limits the request rate", retryAfterMs }
        : fail(`WorkOS responded with status ${String(status)}`, retryAfterMs);
    }
    const body = await readLimitedBody(response, { maximumBytes, timeoutMs });
    const text = body.kind === "read" ? new TextDecoder().decode(body.bytes) : null;
    if (status !== 200 && status !== 201)
      return { kind: "refused", status, failureCode: readFailureCode(text) };
    if (text === null) return fail("WorkOS's response was cut off");
    const value: unknown = JSON.parse(text);
    return { kind: "answered", body: value };
  } catch (error) {
    // The error's own message may quote the response.
    if (error instanceof SyntaxError) return fail("the response wasn't JSON, so it isn't WorkOS's");
    return fail(
      isTimeoutError(error)
        ? `WorkOS didn't respond within ${String(timeoutMs / 1000)} s`
        : "WorkOS can't be reached",
    );
  }
}

/** WorkOS's reason for a refusal, which it calls `code` or `error`. */
function readFailureCode(text: string | null): string | null {
  try {
    const failure = v.parse(failureSchema, JSON.parse(text ?? ""));
    return failure.code ?? failure.error ?? null;
  } catch {
    return null;
  }
}

function fail(cause: string, retryAfterMs: number | null = null): Attempt {
  return { kind: "failed", cause, retryAfterMs };
}

/** The delay that a `Retry-After` asks for, in seconds or as a date; null when it asks for none. */
function parseRetryAfter(header: string | null, nowMs: number): number | null {
  const text = header?.trim() ?? "";
  if (text === "") return null;
  const delayMs = /^[0-9]+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  if (Number.isNaN(delayMs)) return null;
  return Math.min(Math.max(delayMs, firstDelayMs), maximumRetryAfterMs);
}
