import type { Context } from "hono";

import type { Core } from "../feature/core.ts";
import type { FunctionContext } from "../http/function-context.ts";
import { answerProblem } from "../http/problem-answer.ts";
import { isWorkosFailure } from "../workos/workos-error.ts";
import { answerWorkosFailure } from "../workos/workos-failure-answer.ts";
import { buildSessionAnswer, type KeptWorkosSession, writeWorkosSession } from "./kept-session.ts";
import { createRefreshSuccession } from "./refresh-succession.ts";

/** Refreshes sessions at WorkOS, of which only its `invalid_grant` ends one. */
export function createWorkosRefresh(
  core: Core,
): (
  context: Context<FunctionContext>,
  kept: KeptWorkosSession,
  organizationId: string | null,
) => Promise<Response> {
  const { sessionCookie, signedOutSessions, breaker } = core;
  const refreshInSuccession = createRefreshSuccession(core.workos.refreshSession, core.now);
  const answerEnded = (context: Context<FunctionContext>): Response => {
    sessionCookie.clear(context);
    return answerProblem(context, "session_ended");
  };

  return async (context, kept, organizationId) => {
    const { refreshToken, sessionId, authenticationMethod } = kept;
    if (signedOutSessions.has(sessionId)) return answerEnded(context);

    const browser = core.readBrowser(context.req.raw.headers);
    const result = await refreshInSuccession(refreshToken, organizationId, browser);
    if (!isWorkosFailure(result)) breaker.recordAnswer();
    switch (result.kind) {
      case "refreshed": {
        const session = {
          ...result.session,
          sessionId: result.session.sessionId ?? sessionId,
          authenticationMethod: result.session.authenticationMethod ?? authenticationMethod,
        };
        // The person signed out while WorkOS was answering.
        if (signedOutSessions.has(sessionId) || signedOutSessions.has(session.sessionId)) {
          return answerEnded(context);
        }
        await writeWorkosSession(core, context, session);
        return context.json(buildSessionAnswer(session));
      }
      case "session_ended":
        return answerEnded(context);
      case "more_steps_required":
        return answerProblem(context, "continue_with_workos");
      case "organization_refused":
        return answerProblem(context, "invalid_request");
      case "unreachable":
      case "credentials_refused":
        breaker.recordReportedFailure(result);
        return answerWorkosFailure(context, result);
      case "rate_limited":
        return answerWorkosFailure(context, result);
      default:
        return result satisfies never;
    }
  };
}
