import { apiPaths } from "../../../contract/api-paths.ts";
import type { Call } from "../../core/feature/call.ts";
import type { TeamParts } from "./team-parts.ts";
import {
  parseRevokeAccountSessionsRequest,
  revokeAccountSessionsAnswerSchema,
  revokeAccountSessionsRequestSchema,
} from "../../../contract/account-sessions.ts";
import { answerProblem } from "../../core/http/problem-answer.ts";
import { answerWorkosFailure } from "../../core/workos/workos-error.ts";
import type { Handler } from "../../core/http/context.ts";

/**
 * Ends one of the caller's sessions, or all of them including this one. An id that isn't in the caller's own list gets the same
 * answer and is ignored, so that a caller can neither end another user's session nor learn that it exists.
 */
export const revokeAccountSessions: Call<TeamParts> = {
  name: "revokeAccountSessions",
  method: "POST",
  path: apiPaths.revokeAccountSessions,
  access: { scope: "account" },
  summary: "Ends one of the caller's sessions, or all of them.",
  request: revokeAccountSessionsRequestSchema,
  successes: [
    {
      status: 200,
      description:
        "`revoked: true`: the session has ended, or isn't one of the caller's. With `everywhere`, false when there are more sessions than could be ended.",
      schema: revokeAccountSessionsAnswerSchema,
    },
  ],
  handle,
};

/** More calls of the store might fail together. */
const atOnce = 20;

function handle(parts: TeamParts): Handler {
  return async (context) => {
    const request = parseRevokeAccountSessionsRequest(context.body);
    if (request === null) return answerProblem(context, "invalid_request");
    const { subject } = context.access;
    const open = await parts.readOpenSessions(subject);
    if (open.kind !== "listed") return answerWorkosFailure(context, open);

    const everywhere = "everywhere" in request;
    const own = open.items.map(({ id }) => id);
    const sessionIds = everywhere ? own : own.filter((id) => id === request.sessionId);
    for (let start = 0; start < sessionIds.length; start += atOnce)
      await Promise.all(sessionIds.slice(start, start + atOnce).map(parts.core.signedOutSessions.add));
    const result = await parts.workos.revokeSessions(sessionIds);
    if (result.kind !== "revoked") return answerWorkosFailure(context, result);
    const revoked = open.isComplete || !everywhere;
    if (revoked && sessionIds.length > 0)
      parts.core.emit({ event: "session_revoked", issuer: "workos", subject, everywhere });
    return context.json({ revoked });
  };
}
