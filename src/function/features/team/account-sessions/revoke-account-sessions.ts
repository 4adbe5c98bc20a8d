import type { Handler } from "hono";

import { parseRevokeAccountSessionsRequest } from "../../../../contract/account-sessions.ts";
import { answerProblem } from "../../../core/answers/problem-answer.ts";
import { answerWorkosFailure } from "../../../core/answers/workos-failure-answer.ts";
import type { EmitEvent } from "../../../core/events/auth-event.ts";
import type { FunctionContext } from "../../../core/function-context.ts";
import type { SignedOutSessions } from "../../../core/session/signed-out-sessions.ts";
import type { WorkosApi } from "../../../core/workos/workos-api.ts";
import type { ReadOpenSessions } from "./open-sessions.ts";

/**
 * `POST /api/sessions/revoke`: ends one session of the caller's, or all of them, this one included. Only sessions in the caller's own
 * list are ended; an id that isn't in it is answered alike and left alone, so that nobody ends another one's session or learns of it.
 */
export function revokeAccountSessions(parts: {
  readOpenSessions: ReadOpenSessions;
  workos: WorkosApi;
  signedOutSessions: SignedOutSessions;
  emit: EmitEvent;
}): Handler<FunctionContext> {
  return async (context) => {
    const request = parseRevokeAccountSessionsRequest(context.get("body"));
    if (request === null) return answerProblem(context, "invalid_request");
    const { subject } = context.get("access");
    const open = await parts.readOpenSessions(subject);
    if (open.kind !== "listed") return answerWorkosFailure(context, open);

    const everywhere = "everywhere" in request;
    const own = open.items.map(({ id }) => id);
    const sessionIds = everywhere ? own : own.filter((id) => id === request.sessionId);
    const results = await Promise.all(
      sessionIds.map(async (sessionId) => {
        parts.signedOutSessions.add(sessionId);
        return await parts.workos.revokeSession(sessionId);
      }),
    );
    for (const result of results) {
      if (result.kind !== "revoked") return answerWorkosFailure(context, result);
    }
    if (sessionIds.length > 0)
      parts.emit({ event: "session_revoked", issuer: "workos", subject, everywhere });
    return context.json({ revoked: true });
  };
}
