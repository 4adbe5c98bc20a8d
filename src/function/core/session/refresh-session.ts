import type { Context, Handler } from "hono";

import { parseRefreshSessionRequest } from "../../../contract/session.ts";
import { answerProblem } from "../answers/problem-answer.ts";
import type { FunctionContext } from "../function-context.ts";
import type { LocalSession } from "../../features/local-issuer/local-session.ts";
import type { KeptWorkosSession, SessionCookie } from "./session-cookie.ts";

/** Refreshes the session of one issuer and answers; `organizationId` switches it to that organization, null keeps the one it has. */
export type RefreshKept<Session> = (
  context: Context<FunctionContext>,
  session: Session,
  organizationId: string | null,
) => Promise<Response>;

/**
 * `POST /api/session/refresh`: a fresh access token for the session in the cookie, and the cookie's successor.
 * Only the session's issuer ends it; whatever else goes wrong keeps the cookie, so that no blip signs anyone out.
 */
export function refreshSession(parts: {
  sessionCookie: SessionCookie;
  refreshWorkosSession: RefreshKept<KeptWorkosSession>;
  /** Null where there is no local issuer; its sessions of earlier days have then ended. */
  refreshLocalSession: RefreshKept<LocalSession> | null;
}): Handler<FunctionContext> {
  const { sessionCookie } = parts;
  return async (context) => {
    const request = parseRefreshSessionRequest(context.get("body"));
    if (request === null) return answerProblem(context, "invalid_request");
    const read = await sessionCookie.read(context);
    if (read.kind === "absent") return answerProblem(context, "no_session");
    const kept = read.kind === "kept" ? read.kept : null;
    if (kept?.issuer === "workos") {
      return await parts.refreshWorkosSession(context, kept.session, request.organizationId);
    }
    if (kept?.issuer === "local" && parts.refreshLocalSession !== null) {
      return await parts.refreshLocalSession(context, kept.session, request.organizationId);
    }
    sessionCookie.clear(context);
    return answerProblem(context, "session_ended");
  };
}
