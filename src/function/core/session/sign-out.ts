import { apiPaths } from "../../../contract/api-paths.ts";
import { parseSignOutRequest, signOutAnswerSchema, signOutRequestSchema } from "../../../contract/session.ts";
import type { Call } from "../feature/call.ts";
import type { Core } from "../feature/core.ts";
import { answerProblem } from "../http/problem-answer.ts";

/**
 * Clears the cookie whatever happens, and ends the session at its issuer; with `everywhere`, all sessions of the person.
 *
 * `revoked` is true where the issuer ended them and where there was no session to end. It is false where the issuer couldn't be told
 * yet, and where the cookie can't be opened any more: no one can use that session, but WorkOS may still list it.
 */
export const signOut: Call<Core> = {
  name: "signOut",
  method: "POST",
  path: apiPaths.signOut,
  access: null,
  summary: "Ends the session, or with `everywhere` all of the person's.",
  request: signOutRequestSchema,
  cookies: ["portico-session"],
  successes: [
    {
      status: 200,
      description: "The cookie is gone; `revoked` is false while the issuer is yet to be told.",
      schema: signOutAnswerSchema,
      setsCookies: true,
    },
  ],
  handle:
    ({ sessionCookie, emit }) =>
    async (context) => {
      const request = parseSignOutRequest(context.get("body"));
      if (request === null) return answerProblem(context, "invalid_request");
      const { everywhere } = request;
      const read = await sessionCookie.read(context);
      sessionCookie.clear(context);
      if (read.kind !== "kept") return context.json({ revoked: read.kind !== "unreadable" });
      const { issuer, session } = read;
      const revoked = await session.revoke(everywhere);
      if (revoked) emit({ event: "session_revoked", issuer, subject: session.subject, everywhere });
      return context.json({ revoked });
    },
};
