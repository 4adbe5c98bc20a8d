import * as v from "valibot";

import type { ReturnTo } from "../../../contract/return-to.ts";
import type { SessionAnswer } from "../../../contract/session.ts";
import type { Core } from "../feature/core.ts";
import type { Context } from "../http/context.ts";
import type { WorkosSession } from "../workos/workos-session.ts";
import { answerProblem } from "../http/problem-answer.ts";
import { answerWorkosFailure } from "../workos/workos-error.ts";
import { createRefreshSuccession } from "./refresh-succession.ts";

const keptSchema = v.object({
  version: v.literal(1),
  refreshToken: v.pipe(v.string(), v.minLength(1)),
  sessionId: v.nullable(v.string()),
  userId: v.string(),
  authenticationMethod: v.nullable(v.string()),
});

/** What the session cookie stores of a WorkOS session. */
export type KeptWorkosSession = Omit<v.InferOutput<typeof keptSchema>, "version">;

/** How long a browser keeps the cookie without a refresh; WorkOS decides how long the session lasts. */
const keptForSeconds = 30 * 24 * 60 * 60;

export async function writeWorkosSession(
  core: Core,
  context: Context,
  session: WorkosSession,
): Promise<void> {
  const { refreshToken, sessionId, user, authenticationMethod } = session;
  const payload = { version: 1, refreshToken, sessionId, userId: user.id, authenticationMethod };
  await core.sessionCookie.write(context, payload, keptForSeconds);
}

/** The WorkOS session in a cookie's payload, or null when it isn't one. */
export function parseWorkosPayload(payload: unknown): KeptWorkosSession | null {
  const result = v.safeParse(keptSchema, payload);
  return result.success ? result.output : null;
}

/** The session as sent to the browser, without the refresh token. */
export function buildSessionAnswer(session: WorkosSession, returnTo?: ReturnTo | null): SessionAnswer {
  return {
    user: session.user,
    accessToken: session.accessToken,
    authenticationMethod: session.authenticationMethod,
    ...(returnTo === undefined ? {} : { returnTo }),
  };
}

/** Refreshes sessions at WorkOS; only `invalid_grant` ends a session. */
export function createWorkosRefresh(core: Core) {
  const { sessionCookie, signedOutSessions } = core;
  const refreshInSuccession = createRefreshSuccession(core);
  const answerEnded = (context: Context): Response => {
    sessionCookie.clear(context);
    return answerProblem(context, "session_ended");
  };

  return async (
    context: Context,
    kept: KeptWorkosSession,
    organizationId: string | null,
  ): Promise<Response> => {
    const { refreshToken, sessionId, authenticationMethod } = kept;
    if (await signedOutSessions.has(sessionId)) return answerEnded(context);
    const browser = core.readBrowser(context.request.headers);
    const result = await refreshInSuccession(refreshToken, organizationId, browser);
    switch (result.kind) {
      case "refreshed": {
        const session = {
          ...result.session,
          sessionId: result.session.sessionId ?? sessionId,
          authenticationMethod: result.session.authenticationMethod ?? authenticationMethod,
        };
        // The user signed out while WorkOS was answering.
        for (const id of new Set([sessionId, session.sessionId]))
          if (await signedOutSessions.has(id)) return answerEnded(context);
        await writeWorkosSession(core, context, session);
        return context.json(buildSessionAnswer(session));
      }
      case "session_ended":
        return answerEnded(context);
      case "more_steps_required":
        return answerProblem(context, "continue_with_workos", result.more);
      case "sso_required":
      case "organization_refused":
        return answerProblem(context, result.kind);
      case "unreachable":
      case "credentials_refused":
      case "rate_limited":
        return answerWorkosFailure(context, result);
      default:
        return result satisfies never;
    }
  };
}
