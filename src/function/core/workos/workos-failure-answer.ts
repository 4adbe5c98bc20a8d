import type { Context } from "hono";

import type { FunctionContext } from "../http/function-context.ts";
import type { WorkosFailure } from "./workos-error.ts";
import { answerProblem } from "../http/problem-answer.ts";

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
