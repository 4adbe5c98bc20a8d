import type { Context } from "hono";

import { isRefusalBody, isTemporary, readRefusalName } from "../../../contract/workos-refusal.ts";
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

/** Whether WorkOS refused an id because there is no such thing any more. A firewall's page or another refusal doesn't say so. */
export function isAboutUnknownId(result: { kind: string; status?: number; body?: unknown }): boolean {
  const { kind, status = 0, body } = result;
  return kind === "refused" && [400, 404, 422].includes(status) && isRefusalBody(body);
}

/** The failure for an answer that WorkOS wouldn't give. */
export const malformedAnswer: WorkosFailure = { kind: "unreachable", retryAfterSeconds: null };

/** Whether a call's result is a failure; everything else is an answer from WorkOS. */
export function isWorkosFailure<Result extends { kind: string }>(
  result: Result,
): result is Extract<Result, WorkosFailure> {
  return ["unreachable", "rate_limited", "credentials_refused"].includes(result.kind);
}

/** The failure or refusal in an unsuccessful answer. */
export function readWorkosFailure(
  { status, headers }: Pick<Response, "status" | "headers">,
  body: unknown,
): WorkosFailure | WorkosRefusal {
  const workosErrorCode = readRefusalName(body);
  if (status === 429) return { kind: "rate_limited", retryAfterSeconds: readRetryAfter(headers) };
  if (status < 400 || isTemporary(status, workosErrorCode)) return malformedAnswer;
  if (status === 401 || workosErrorCode?.endsWith("_client") === true) return { kind: "credentials_refused" };
  return { kind: "refused", status, workosErrorCode, body };
}

function readRetryAfter(headers: Headers): number | null {
  const text = headers.get("Retry-After") ?? "";
  return /^[0-9]{1,9}(?:\.[0-9]+)?$/.test(text) ? Math.min(Math.ceil(Number(text)), 3600) : null;
}

/** Seconds to wait when WorkOS doesn't say how long. */
const defaultRetryAfterSeconds = 5;

/** The problem for a failure of WorkOS itself, never specific to the user. */
export function answerWorkosFailure(context: Context<FunctionContext>, failure: WorkosFailure): Response {
  if (failure.kind === "credentials_refused") return answerProblem(context, "not_configured");
  return answerProblem(context, "workos_unreachable", {
    retryAfterSeconds: failure.retryAfterSeconds ?? defaultRetryAfterSeconds,
  });
}
