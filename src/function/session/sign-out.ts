import type { Handler } from "hono";

import { parseSignOutRequest } from "../../contract/session.ts";
import { answerProblem } from "../answers/problem-answer.ts";
import type { FunctionContext } from "../function-context.ts";
import type { SessionCookie } from "./session-cookie.ts";
import type { RevokeSessions } from "./session-revocation.ts";
import type { SignedOutSessions } from "./signed-out-sessions.ts";

/**
 * `POST /api/session/sign-out`: clears the cookie whatever happens, and ends the session at WorkOS; with `everywhere`, all
 * sessions of the person.
 *
 * `revoked` is true where WorkOS ended them or where there was no session to end. It is false where WorkOS couldn't be told
 * yet, and where the cookie can't be opened any more: nobody can use that session, but it may stand in WorkOS's list.
 */
export function signOut(parts: {
  sessionCookie: SessionCookie;
  signedOutSessions: SignedOutSessions;
  revokeSessions: RevokeSessions;
}): Handler<FunctionContext> {
  return async (context) => {
    const request = parseSignOutRequest(context.get("body"));
    if (request === null) return answerProblem(context, "invalid_request");
    const kept = await parts.sessionCookie.read(context);
    parts.sessionCookie.clear(context);
    if (kept.kind !== "kept") return context.json({ revoked: kept.kind === "absent" });

    if (kept.session.sessionId !== null) parts.signedOutSessions.add(kept.session.sessionId);
    const revoked = await parts.revokeSessions(kept.session, request.everywhere);
    return context.json({ revoked });
  };
}
