import type { Handler } from "hono";

import type { AccountSessionsAnswer } from "../../contract/account-sessions.ts";
import { answerWorkosFailure } from "../answers/workos-failure-answer.ts";
import type { FunctionContext } from "../function-context.ts";
import type { ReadOpenSessions } from "./open-sessions.ts";

/** `GET /api/sessions`: the caller's sessions that have not ended, newest first. */
export function listAccountSessions(parts: { readOpenSessions: ReadOpenSessions }): Handler<FunctionContext> {
  return async (context) => {
    const { subject, sessionId } = context.get("access");
    const open = await parts.readOpenSessions(subject);
    if (open.kind !== "listed") return answerWorkosFailure(context, open);
    return context.json({
      sessions: open.items.map(({ endedAt: _, ...session }) => ({
        ...session,
        isCurrent: session.id === sessionId,
      })),
    } satisfies AccountSessionsAnswer);
  };
}
