import type { ReturnTo } from "../../../contract/return-to.ts";
import type { SessionAnswer } from "../../../contract/session.ts";
import type { WorkosSession } from "../workos/workos-session.ts";

/** What the browser is told of a session; the refresh token isn't in it. */
export function buildSessionAnswer(session: WorkosSession, returnTo?: ReturnTo | null): SessionAnswer {
  return {
    user: session.user,
    accessToken: session.accessToken,
    authenticationMethod: session.authenticationMethod,
    ...(returnTo === undefined ? {} : { returnTo }),
  };
}
