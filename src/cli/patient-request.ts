import * as v from "valibot";

import { readLimitedBody } from "../function/core/http/limited-body.ts";

/** What a request to WorkOS came to, after all the waiting that was asked for. */
export type PatientAnswer =
  | { kind: "answered"; body: unknown }
  /** WorkOS understood and said no; asking again would change nothing. `failureCode` is its own word for why, where it gave one. */
  | { kind: "refused"; status: number; failureCode: string | null }
  | { kind: "gave_up"; cause: string }
  | { kind: "interrupted" };

// For Node alone: the project's commands ask WorkOS this way.

export type PatientOptions = {
  fetch: typeof fetch;
  /** Resolves after the time, or at once when the signal aborts. */
  wait: (delayMs: number, signal: AbortSignal) => Promise<void>;
  now: () => number;
  /** Told of each wait, in words for the terminal. */
  note: (text: string) => void;
  signal: AbortSignal;
};

/** One answer of WorkOS gets this long; a page of a hundred takes well under a second. */
const timeoutMs = 30_000;
const maximumAnswerBytes = 16 * 1024 * 1024;
const firstDelayMs = 1000;
const maximumDelayMs = 60_000;
/** With the delays doubling up to a minute these are some three minutes of an outage. */
const maximumFailures = 8;
/** A rate limit is no failure, but one that never ends is. */
const maximumRateLimits = 30;
const maximumRetryAfterMs = 10 * 60_000;

/** No more than a word, so that nothing else can reach a terminal by it. */
const word = v.fallback(v.optional(v.pipe(v.string(), v.regex(/^[a-z_]{1,80}$/))), undefined);
const failureSchema = v.object({ code: word, error: word });

/**
 * Asks until there is an answer: waits as long as `Retry-After` says (RFC 9110, section 10.2.3), and from 1 to 60 seconds after a
 * network failure, a 5xx, or an answer that is no JSON. Gives up after eight of those in a row.
 */
export function askPatiently(request: Request, options: PatientOptions): Promise<PatientAnswer> {
  return keepAsking(request, options, null);
}

/**
 * The same for a request that must not take effect twice. A request that failed may have arrived: before it is sent again
 * `findEffect` looks for what it may have done, and answers in its place, or null where it did nothing. An interruption lets the
 * request under way come to its end.
 */
export function sendPatiently(
  request: Request,
  options: PatientOptions,
  findEffect: () => Promise<PatientAnswer | null>,
): Promise<PatientAnswer> {
  return keepAsking(request, options, findEffect);
}

async function keepAsking(
  request: Request,
  options: PatientOptions,
  findEffect: (() => Promise<PatientAnswer | null>) | null,
): Promise<PatientAnswer> {
  const stop = findEffect === null ? [options.signal] : [];
  let failures = 0;
  let rateLimits = 0;
  for (;;) {
    if (options.signal.aborted) return { kind: "interrupted" };
    const attempt = await askOnce(request.clone(), options, stop);
    if (attempt.kind === "answered" || attempt.kind === "refused") return attempt;
    if (options.signal.aborted) return { kind: "interrupted" };

    if (attempt.kind === "rate_limited") rateLimits += 1;
    else failures += 1;
    if (failures > maximumFailures || rateLimits > maximumRateLimits) {
      return { kind: "gave_up", cause: attempt.cause };
    }
    const backOffMs = Math.min(firstDelayMs * 2 ** (failures + rateLimits - 1), maximumDelayMs);
    const delayMs = attempt.retryAfterMs ?? backOffMs;
    options.note(`${attempt.cause}; asking again in ${String(Math.ceil(delayMs / 1000))} s`);
    await options.wait(delayMs, options.signal);
    // What a rate limit turns away took no effect.
    if (findEffect === null || attempt.kind === "rate_limited" || options.signal.aborted) continue;
    const effect = await findEffect();
    if (effect !== null) return effect;
  }
}

type Attempt =
  | { kind: "answered"; body: unknown }
  | Extract<PatientAnswer, { kind: "refused" }>
  | { kind: "failed" | "rate_limited"; cause: string; retryAfterMs: number | null };

async function askOnce(request: Request, options: PatientOptions, stop: AbortSignal[]): Promise<Attempt> {
  try {
    const response = await options.fetch(request, {
      signal: AbortSignal.any([...stop, AbortSignal.timeout(timeoutMs)]),
      redirect: "error",
    });
    const { status } = response;
    if (status === 429 || status === 408 || status >= 500) {
      response.body?.cancel().catch(() => undefined);
      const retryAfterMs = parseRetryAfter(response.headers.get("Retry-After"), options.now());
      return status === 429
        ? { kind: "rate_limited", cause: "WorkOS limits the rate", retryAfterMs }
        : { kind: "failed", cause: `WorkOS answered ${String(status)}`, retryAfterMs };
    }
    const body = await readLimitedBody(response, { maximumBytes: maximumAnswerBytes, timeoutMs });
    if (status !== 200 && status !== 201) {
      return {
        kind: "refused",
        status,
        failureCode: body.kind === "read" ? readFailureCode(body.bytes) : null,
      };
    }
    if (body.kind !== "read") return fail("WorkOS's answer broke off");
    const value: unknown = JSON.parse(new TextDecoder().decode(body.bytes));
    return { kind: "answered", body: value };
  } catch (error) {
    // A page of the network's own, or an answer cut short; its words may quote what it holds.
    if (error instanceof SyntaxError) return fail("an answer that is none of WorkOS's");
    const isTimeout = error instanceof DOMException && error.name === "TimeoutError";
    return fail(
      isTimeout ? `WorkOS gave no answer within ${String(timeoutMs / 1000)} s` : "WorkOS can't be reached",
    );
  }
}

/** WorkOS's word for why it refused, which it calls `code` or `error`. */
function readFailureCode(bytes: Uint8Array): string | null {
  try {
    const failure = v.parse(failureSchema, JSON.parse(new TextDecoder().decode(bytes)));
    return failure.code ?? failure.error ?? null;
  } catch {
    return null;
  }
}

function fail(cause: string): Attempt {
  return { kind: "failed", cause, retryAfterMs: null };
}

/** The wait that a `Retry-After` asks for, in seconds or as a date; null where it asks for none. */
function parseRetryAfter(header: string | null, nowMs: number): number | null {
  const text = header?.trim() ?? "";
  if (text === "") return null;
  const delayMs = /^[0-9]+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  if (Number.isNaN(delayMs)) return null;
  return Math.min(Math.max(delayMs, firstDelayMs), maximumRetryAfterMs);
}
