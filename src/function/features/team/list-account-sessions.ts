import { apiPaths } from "../../../contract/api-paths.ts";
import type { Call } from "../../core/feature/call.ts";
import type { TeamParts } from "./team-parts.ts";
import {
  type AccountSessionsAnswer,
  accountSessionsAnswerSchema,
} from "../../../contract/account-sessions.ts";
import { answerWorkosFailure } from "../../core/workos/workos-error.ts";
import type { Handler } from "../../core/http/context.ts";

/** The caller's active sessions, newest first. */
export const listAccountSessions: Call<TeamParts> = {
  name: "listAccountSessions",
  method: "GET",
  path: apiPaths.listAccountSessions,
  access: { scope: "account" },
  summary: "The caller's active sessions.",
  request: null,
  successes: [{ status: 200, description: "Newest first.", schema: accountSessionsAnswerSchema }],
  handle,
};

function handle(parts: TeamParts): Handler {
  return async (context) => {
    const { subject, sessionId } = context.access;
    const open = await parts.readOpenSessions(subject);
    if (open.kind !== "listed") return answerWorkosFailure(context, open);
    const sessions = open.items.map((session) => {
      const { endedAt: _, ...shown } = session;
      return { ...shown, isCurrent: session.id === sessionId };
    });
    return context.json({ sessions, isComplete: open.isComplete } satisfies AccountSessionsAnswer);
  };
}
