import type { Context } from "hono";
import * as v from "valibot";

import type { ReturnTo } from "../../../contract/return-to.ts";
import type { SessionAnswer } from "../../../contract/session.ts";
import type { Core } from "../feature/core.ts";
import type { FunctionContext } from "../http/function-context.ts";
import type { WorkosSession } from "../workos/workos-session.ts";

const keptSchema = v.object({
  version: v.literal(1),
  refreshToken: v.pipe(v.string(), v.minLength(1)),
  sessionId: v.nullable(v.string()),
  userId: v.string(),
  authenticationMethod: v.nullable(v.string()),
});

/** What the session cookie keeps of a session at WorkOS. */
export type KeptWorkosSession = Omit<v.InferOutput<typeof keptSchema>, "version">;

/** How long a browser keeps the cookie without a refresh; WorkOS decides how long the session lives. */
const keptForSeconds = 30 * 24 * 60 * 60;

export async function writeWorkosSession(
  core: Core,
  context: Context<FunctionContext>,
  session: WorkosSession,
): Promise<void> {
  const { refreshToken, sessionId, user, authenticationMethod } = session;
  const payload = { version: 1, refreshToken, sessionId, userId: user.id, authenticationMethod };
  await core.sessionCookie.write(context, payload, keptForSeconds);
}

/** The session in a cookie's payload, or null when the payload is none of WorkOS's. */
export function parseWorkosPayload(payload: unknown): KeptWorkosSession | null {
  const result = v.safeParse(keptSchema, payload);
  return result.success ? result.output : null;
}

/** What the browser gets of a session; the refresh token isn't in it. */
export function buildSessionAnswer(session: WorkosSession, returnTo?: ReturnTo | null): SessionAnswer {
  return {
    user: session.user,
    accessToken: session.accessToken,
    authenticationMethod: session.authenticationMethod,
    ...(returnTo === undefined ? {} : { returnTo }),
  };
}
