import type { Context } from "hono";

import { answerProblem } from "../answers/problem-answer.ts";
import { answerWorkosFailure } from "../answers/workos-failure-answer.ts";
import type { ReadBrowser } from "../client-address/read-browser.ts";
import type { FunctionContext } from "../function-context.ts";
import type { WorkosBreaker } from "../workos/workos-breaker.ts";
import { isWorkosFailure } from "../workos/workos-error.ts";
import type { RefreshKept } from "./refresh-session.ts";
import type { RefreshInSuccession } from "./refresh-succession.ts";
import { buildSessionAnswer } from "./session-answer.ts";
import type { KeptWorkosSession, SessionCookie } from "./session-cookie.ts";
import type { SignedOutSessions } from "./signed-out-sessions.ts";

/** Refreshes sessions at WorkOS, of which only its `invalid_grant` ends one. */
export function createWorkosRefresh(parts: {
  sessionCookie: SessionCookie;
  signedOutSessions: SignedOutSessions;
  refreshInSuccession: RefreshInSuccession;
  breaker: WorkosBreaker;
  readBrowser: ReadBrowser;
}): RefreshKept<KeptWorkosSession> {
  const { sessionCookie, signedOutSessions, breaker } = parts;
  const answerEnded = (context: Context<FunctionContext>): Response => {
    sessionCookie.clear(context);
    return answerProblem(context, "session_ended");
  };

  return async (context, kept, organizationId) => {
    const { refreshToken, sessionId, authenticationMethod } = kept;
    if (signedOutSessions.has(sessionId)) return answerEnded(context);

    const browser = parts.readBrowser(context.req.raw.headers);
    const result = await parts.refreshInSuccession(refreshToken, organizationId, browser);
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
        await sessionCookie.write(context, session);
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
        breaker.recordToldFailure(result);
        return answerWorkosFailure(context, result);
      case "rate_limited":
        return answerWorkosFailure(context, result);
      default:
        return result satisfies never;
    }
  };
}
