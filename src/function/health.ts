import type { Handler } from "hono";

import type { Health } from "../contract/session.ts";
import type { FunctionContext } from "./function-context.ts";
import type { WorkosBreaker } from "./workos/workos-breaker.ts";

/**
 * `GET /api/health`: what works right now. Always 200: an instance that answers is alive, and taking it out of service would
 * mend nothing at WorkOS. Without configuration the status is "ok": a console may well do without e-mail codes.
 *
 * @param breaker null where the function isn't configured
 */
export function answerHealth(breaker: WorkosBreaker | null): Handler<FunctionContext> {
  return (context) => context.json(readHealth(breaker));
}

function readHealth(breaker: WorkosBreaker | null): Health {
  if (breaker === null) return { status: "ok", emailCode: "not_configured" };
  return breaker.isFailing()
    ? { status: "degraded", emailCode: "unavailable" }
    : { status: "ok", emailCode: "available" };
}
