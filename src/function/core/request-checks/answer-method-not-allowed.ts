import type { Handler } from "hono";

import { answerProblem } from "../answers/problem-answer.ts";
import type { FunctionContext } from "../function-context.ts";

/** Answers the methods that a path doesn't have, a CORS preflight among them, and names those it has. */
export function answerMethodNotAllowed(methods: readonly ("GET" | "POST")[]): Handler<FunctionContext> {
  const allow = methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])).join(", ");
  return (context) => {
    context.header("Allow", allow);
    return answerProblem(context, "method_not_allowed");
  };
}
