import type { Handler } from "hono";

import type { AccountSessionsAnswer } from "../../../../contract/account-sessions.ts";
import { answerWorkosFailure } from "../../../core/answers/workos-failure-answer.ts";
import type { FunctionContext } from "../../../core/function-context.ts";
import type { ReadOpenSessions } from "./open-sessions.ts";

/** `GET /api/sessions`: the caller's sessions that have not ended, newest first. */
export function listAccountSessions(parts: { readOpenSessions: ReadOpenSessions }): Handler<FunctionContext> {
  return async (context) => {
    const { subject, sessionId } = context.get("access");
    const open = await parts.readOpenSessions(subject);
    if (open.kind !== "listed") return answerWorkosFailure(context, open);
    const sessions = open.items.map((session) => {
      const { endedAt: _, ...shown } = session;
      return { ...shown, isCurrent: session.id === sessionId };
    });
    return context.json({ sessions } satisfies AccountSessionsAnswer);
  };
}
