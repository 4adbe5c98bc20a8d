import { isRefusalBody, isTemporary, readRefusalName } from "../../../contract/workos-refusal.ts";
import type { Context } from "../http/context.ts";
import type { UsedUpWindow } from "../counters/limits.ts";
import { answerProblem, answerUsedUp } from "../http/problem-answer.ts";

/** Why WorkOS gave no usable answer; never specific to the user. */
export type WorkosFailure =
  /** `isOutage`: a network failure, a timeout or a 5xx; otherwise an answer that WorkOS wouldn't give. */
  | { kind: "unreachable"; isOutage: boolean }
  /**
   * WorkOS, or a gateway in front of it, wants the request later; or the window of the caller's own budget that is used up: then
   * WorkOS wasn't asked.
   */
  | { kind: "rate_limited"; retryAfterSeconds: number | null; usedUp?: UsedUpWindow }
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

export const outage: WorkosFailure = { kind: "unreachable", isOutage: true };
/** The failure for an answer that WorkOS wouldn't give. A client's text may have provoked it (a firewall's page). */
export const malformedAnswer: WorkosFailure = { kind: "unreachable", isOutage: false };

/** Whether a call's result is a failure; everything else is an answer from WorkOS. */
export function isWorkosFailure<Result extends { kind: string }>(
  result: Result,
): result is Extract<Result, WorkosFailure> {
  return ["unreachable", "rate_limited", "credentials_refused"].includes(result.kind);
}

/** The failure or refusal in an unsuccessful answer. A 4xx is never an outage, whatever its body: a client's text may be its reason. */
export function readWorkosFailure(
  { status, headers }: Pick<Response, "status" | "headers">,
  body: unknown,
): WorkosFailure | WorkosRefusal {
  const workosErrorCode = readRefusalName(body);
  if (status < 400) return malformedAnswer;
  if (status >= 500) return outage;
  if (isTemporary(status, workosErrorCode))
    return { kind: "rate_limited", retryAfterSeconds: readRetryAfter(headers) };
  if (status === 401 || workosErrorCode?.endsWith("_client") === true) return { kind: "credentials_refused" };
  return { kind: "refused", status, workosErrorCode, body };
}

function readRetryAfter(headers: Headers): number | null {
  const text = headers.get("Retry-After") ?? "";
  return /^[0-9]{1,9}(?:\.[0-9]+)?$/.test(text) ? Math.min(Math.ceil(Number(text)), 3600) : null;
}

/** Seconds to wait when WorkOS doesn't say how long. */
const defaultRetryAfterSeconds = 5;

/** The problem for a failure of WorkOS itself, never specific to the user; the breaker hears of it once the request is answered. */
export function answerWorkosFailure(context: Context, failure: WorkosFailure): Response {
  context.hasMetOutage = failure.kind === "unreachable" && failure.isOutage;
  if (failure.kind === "credentials_refused") return answerProblem(context, "not_configured");
  if (failure.kind === "rate_limited" && failure.usedUp) return answerUsedUp(context, failure.usedUp);
  const retryAfterSeconds = failure.kind === "rate_limited" ? failure.retryAfterSeconds : null;
  return answerProblem(context, "workos_unreachable", {
    retryAfterSeconds: retryAfterSeconds ?? defaultRetryAfterSeconds,
  });
}
