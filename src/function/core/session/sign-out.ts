import type { Handler } from "hono";

import { parseSignOutRequest } from "../../../contract/session.ts";
import { answerProblem } from "../answers/problem-answer.ts";
import type { EmitEvent } from "../events/auth-event.ts";
import type { FunctionContext } from "../function-context.ts";
import type { LocalSession } from "../../features/local-issuer/local-session.ts";
import type { KeptSession, SessionCookie } from "./session-cookie.ts";
import type { RevokeSessions } from "./session-revocation.ts";
import type { SignedOutSessions } from "./signed-out-sessions.ts";

/** Ends sessions of the local issuer; whether they are known to have ended. */
export type RevokeLocalSessions = (session: LocalSession, everywhere: boolean) => Promise<boolean>;

/**
 * `POST /api/session/sign-out`: clears the cookie whatever happens, and ends the session at its issuer; with `everywhere`, all
 * sessions of the person.
 *
 * `revoked` is true where the issuer ended them or where there was no session to end. It is false where the issuer couldn't be told
 * yet, and where the cookie can't be opened any more: nobody can use that session, but it may stand in WorkOS's list.
 */
export function signOut(parts: {
  sessionCookie: SessionCookie;
  signedOutSessions: SignedOutSessions;
  revokeSessions: RevokeSessions;
  revokeLocalSessions: RevokeLocalSessions | null;
  emit: EmitEvent;
}): Handler<FunctionContext> {
  const revoke = async (kept: KeptSession, everywhere: boolean): Promise<boolean> => {
    switch (kept.issuer) {
      case "workos":
        if (kept.session.sessionId !== null) parts.signedOutSessions.add(kept.session.sessionId);
        return await parts.revokeSessions(kept.session, everywhere);
      case "local":
        // Without a local issuer nobody takes its sessions any more.
        return (await parts.revokeLocalSessions?.(kept.session, everywhere)) ?? true;
      default:
        return kept satisfies never;
    }
  };

  return async (context) => {
    const request = parseSignOutRequest(context.get("body"));
    if (request === null) return answerProblem(context, "invalid_request");
    const read = await parts.sessionCookie.read(context);
    parts.sessionCookie.clear(context);
    if (read.kind !== "kept") return context.json({ revoked: read.kind === "absent" });
    const { kept } = read;
    const { everywhere } = request;
    const revoked = await revoke(kept, everywhere);
    const subject = kept.issuer === "workos" ? kept.session.userId : kept.session.refreshToken.subject;
    if (revoked) parts.emit({ event: "session_revoked", issuer: kept.issuer, subject, everywhere });
    return context.json({ revoked });
  };
}
