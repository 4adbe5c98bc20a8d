import { apiPaths } from "../../../contract/api-paths.ts";
import { parseSignOutRequest, signOutAnswerSchema, signOutRequestSchema } from "../../../contract/session.ts";
import type { Call } from "../feature/call.ts";
import type { Core } from "../feature/core.ts";
import { limitTable } from "../counters/limit-table.ts";
import { answerProblem, countAgainstLimit } from "../http/problem-answer.ts";

/**
 * Clears the cookie in every case, and ends the session at its issuer; with `everywhere`, all sessions of the user.
 *
 * `revoked` is true when the issuer ended them or there was no session. It is false when the issuer couldn't be reached yet,
 * and when no issuer can read the cookie: no one can use that session any more, but WorkOS may still list it.
 */
export const signOut: Call<Core> = {
  name: "signOut",
  method: "POST",
  path: apiPaths.signOut,
  access: null,
  summary: "Ends the session; with `everywhere`, all sessions of the user.",
  request: signOutRequestSchema,
  cookies: ["portico-session"],
  clearsCookie: "portico-session",
  limits: [limitTable.everywherePerUser],
  successes: [
    {
      status: 200,
      description: "The cookie is cleared; `revoked` is false when the issuer has yet to revoke the session.",
      schema: signOutAnswerSchema,
      setsCookies: true,
    },
  ],
  handle:
    ({ sessionCookie, revocations, limit }) =>
    async (context) => {
      const request = parseSignOutRequest(context.body);
      if (request === null) return answerProblem(context, "invalid_request");
      const read = await sessionCookie.read(context);
      sessionCookie.clear(context);
      if (read.kind !== "kept") return context.json({ revoked: read.kind === "absent" });
      const { issuer, session, payload } = read;
      const user = `${issuer} ${session.subject}`;
      const tooMany = request.everywhere
        ? await countAgainstLimit(context, limit(limitTable.everywherePerUser), user)
        : null;
      const everywhere = request.everywhere && tooMany === null;
      const revoked = await revocations.revoke(`${issuer} ${session.id}`, { payload, everywhere });
      return tooMany ?? context.json({ revoked });
    },
};
