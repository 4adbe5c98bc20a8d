import * as v from "valibot";
import type { Context } from "hono";

import type { FunctionContext } from "../http/function-context.ts";
import { answerProblem } from "../http/problem-answer.ts";

/** Why WorkOS gave no usable answer; never specific to the user. */
export type WorkosFailure =
  /** Network failure, timeout, 5xx, or an answer that WorkOS wouldn't give. */
  | { kind: "unreachable"; retryAfterSeconds: number | null }
  | { kind: "rate_limited"; retryAfterSeconds: number | null }
  /** WorkOS refuses the API key or the client id. */
  | { kind: "credentials_refused" };

/** WorkOS understood the request and refused it, with its own error code. */
export type WorkosRefusal = {
  kind: "refused";
  status: number;
  workosErrorCode: string | null;
  /** The response body, still to be parsed. It may contain a token, so never log it. */
  body: unknown;
};

/** The failure for an answer without the expected members. */
export const malformedAnswer: WorkosFailure = { kind: "unreachable", retryAfterSeconds: null };

/** Whether a call's result is a failure; everything else is an answer from WorkOS. */
export function isWorkosFailure<Result extends { kind: string }>(
  result: Result,
): result is Extract<Result, WorkosFailure> {
  return failureKinds.has(result.kind);
}

const failureKinds: ReadonlySet<string> = new Set<WorkosFailure["kind"]>([
  "unreachable",
  "rate_limited",
  "credentials_refused",
]);

const textSchema = v.optional(v.nullable(v.string()));
const errorSchema = v.object({
  status: v.number(),
  retryAfter: v.optional(v.nullable(v.number())),
  code: v.optional(v.unknown()),
  error: v.optional(v.unknown()),
  rawData: v.optional(v.unknown()),
});
const bodySchema = v.object({ code: textSchema, error: textSchema });

/**
 * The failure or refusal behind an error thrown by the WorkOS SDK. WorkOS gives the reason in `code`, in `error` or not at all;
 * the SDK keeps it on the error or in `rawData`, depending on the class, so both are read whatever the class.
 */
export function readWorkosError(error: unknown): WorkosFailure | WorkosRefusal {
  const result = v.safeParse(errorSchema, error);
  if (!result.success) return { kind: "unreachable", retryAfterSeconds: null };
  const { status, retryAfter } = result.output;
  const workosErrorCode = readErrorCode(result.output) ?? readErrorCode(result.output.rawData);

  if (status === 429) return { kind: "rate_limited", retryAfterSeconds: toWholeSeconds(retryAfter) };
  if (status === 401 || workosErrorCode === "invalid_client") return { kind: "credentials_refused" };
  if (status === 408 || status >= 500) return { kind: "unreachable", retryAfterSeconds: null };
  return { kind: "refused", status, workosErrorCode, body: result.output.rawData ?? null };
}

function readErrorCode(source: unknown): string | null {
  const result = v.safeParse(bodySchema, source);
  const errorCode = result.success ? (result.output.code ?? result.output.error) : null;
  // Only what looks like a code may be logged: some errors have a sentence in its place.
  return typeof errorCode === "string" && /^[a-z][a-z0-9_]{0,63}$/.test(errorCode) ? errorCode : null;
}

function toWholeSeconds(value: number | null | undefined): number | null {
  return typeof value === "number" && Number.isFinite(value) && value >= 0
    ? Math.min(Math.ceil(value), 3600)
    : null;
}

/** Seconds to wait when WorkOS doesn't say how long. */
const defaultRetryAfterSeconds = 5;

/** The problem for a failure of WorkOS itself, never specific to the user. */
export function answerWorkosFailure(context: Context<FunctionContext>, failure: WorkosFailure): Response {
  switch (failure.kind) {
    case "unreachable":
    case "rate_limited":
      return answerProblem(context, "workos_unreachable", {
        retryAfterSeconds: failure.retryAfterSeconds ?? defaultRetryAfterSeconds,
      });
    case "credentials_refused":
      return answerProblem(context, "not_configured");
    default:
      return failure satisfies never;
  }
}
