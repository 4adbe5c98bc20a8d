import { apiPaths } from "../../../contract/api-paths.ts";
import { parseRefreshSessionRequest, refreshSessionRequestSchema } from "../../../contract/session.ts";
import { type Call, sessionSuccess } from "../feature/call.ts";
import type { Core } from "../feature/core.ts";
import { answerProblem } from "../http/problem-answer.ts";

/**
 * A fresh access token for the session in the cookie, and a new cookie.
 * Only the session's issuer can end it; every other failure keeps the cookie, so that a short outage signs no one out.
 */
export const refreshSession: Call<Core> = {
  name: "refreshSession",
  method: "POST",
  path: apiPaths.refreshSession,
  access: null,
  summary: "Returns a fresh access token; `organizationId` switches the session to that organization.",
  request: refreshSessionRequestSchema,
  cookies: ["portico-session"],
  successes: [sessionSuccess],
  failures: [
    "no_session",
    "session_ended",
    "organization_refused",
    "sso_required",
    "continue_with_workos",
    "too_many_requests",
    "workos_unreachable",
    "codes_paused",
  ],
  handle:
    ({ sessionCookie, writeLog }) =>
    async (context) => {
      const request = parseRefreshSessionRequest(context.body);
      if (request === null) return answerProblem(context, "invalid_request");
      const read = await sessionCookie.read(context);
      switch (read.kind) {
        case "absent":
          return answerProblem(context, "no_session");
        case "kept":
          return await read.session.refresh(context, request.organizationId);
        case "unknown_key":
          // Later the request may reach an instance that has the key, or this one may have been restarted with it.
          writeLog("warn", { event: "sealing_key_unknown" });
          return answerProblem(context, "codes_paused", { retryAfterSeconds: 30 });
        case "unreadable":
          sessionCookie.clear(context);
          return answerProblem(context, "session_ended");
        default:
          return read satisfies never;
      }
    },
};
