import * as v from "valibot";
import type { Context } from "hono";

import type { FunctionContext } from "../http/function-context.ts";
import { answerProblem } from "../http/problem-answer.ts";

/** Why WorkOS gave no usable answer; none of these says anything about the person who asked. */
export type WorkosFailure =
  /** Network failure, time-out, 5xx, or an answer that is none of WorkOS's. */
  | { kind: "unreachable"; retryAfterSeconds: number | null }
  | { kind: "rate_limited"; retryAfterSeconds: number | null }
  /** WorkOS doesn't take the API key or the client id. */
  | { kind: "credentials_refused" };

/** WorkOS understood the request and said no; the code is its own word for why. */
export type WorkosRefusal = {
  kind: "refused";
  status: number;
  workosErrorCode: string | null;
  /** What WorkOS sent, still to be parsed. It may hold a token: not for the log. */
  body: unknown;
};

/** WorkOS's answer, where it has none of the parts that it should have. */
export const malformedAnswer: WorkosFailure = { kind: "unreachable", retryAfterSeconds: null };

/** Whether a result of a call is one of the failures above; everything else is an answer of WorkOS. */
export function isWorkosFailure<Result extends { kind: string }>(
  result: Result,
): result is Extract<Result, WorkosFailure> {
  return ["unreachable", "rate_limited", "credentials_refused"].includes(result.kind);
}

const codeSchema = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_]{0,63}$/));

/** What an answer without success means. WorkOS names the reason in `code` or in `error`, and sometimes not at all. */
export function readWorkosFailure(
  { status, headers }: Pick<Response, "status" | "headers">,
  body: unknown,
): WorkosFailure | WorkosRefusal {
  const workosErrorCode = readErrorCode(body);
  if (status === 429) return { kind: "rate_limited", retryAfterSeconds: readRetryAfter(headers) };
  if (status === 401 || workosErrorCode === "invalid_client") return { kind: "credentials_refused" };
  if (status < 400 || status === 408 || status >= 500) return malformedAnswer;
  return { kind: "refused", status, workosErrorCode, body };
}

/** Only what looks like a code may go into the log: some errors carry a sentence in its place. */
function readErrorCode(body: unknown): string | null {
  for (const name of ["code", "error"]) {
    const result = v.safeParse(v.object({ [name]: codeSchema }), body);
    if (result.success) return result.output[name] ?? null;
  }
  return null;
}

function readRetryAfter(headers: Headers): number | null {
  const text = headers.get("Retry-After") ?? "";
  return /^[0-9]{1,9}$/.test(text) ? Math.min(Number(text), 3600) : null;
}

/** Seconds that a person is asked to wait where WorkOS doesn't say how long. */
const defaultRetryAfterSeconds = 5;

/** The problem for a failure of WorkOS itself; its words are about the service, never about the person. */
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
