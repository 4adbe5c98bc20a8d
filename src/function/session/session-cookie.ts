import type { Context } from "hono";
import * as v from "valibot";

import type { Cookies } from "../cookies/cookies.ts";
import type { FunctionContext } from "../function-context.ts";
import type { Sealer } from "../sealing/sealer.ts";
import type { WorkosSession } from "../workos/workos-session.ts";

const cookieSchema = v.object({
  version: v.literal(1),
  refreshToken: v.pipe(v.string(), v.minLength(1)),
  sessionId: v.nullable(v.string()),
  userId: v.string(),
  authenticationMethod: v.nullable(v.string()),
});

/** What the session cookie holds, sealed. */
export type KeptSession = Omit<v.InferOutput<typeof cookieSchema>, "version">;

export type SessionCookie = {
  /** `absent`: there is no cookie. `unreadable`: there is one, but none of the keys opens it. */
  read: (
    context: Context<FunctionContext>,
  ) => Promise<{ kind: "kept"; session: KeptSession } | { kind: "absent" } | { kind: "unreadable" }>;
  /** Takes the place of whatever cookie was there before, so that a planted one never survives (session fixation). */
  write: (context: Context<FunctionContext>, session: WorkosSession) => Promise<void>;
  clear: (context: Context<FunctionContext>) => void;
};

/** How long a browser keeps the cookie without a refresh; how long the session lives is decided by WorkOS. */
const keptForSeconds = 30 * 24 * 60 * 60;

export function createSessionCookie(sealer: Sealer, cookies: Cookies): SessionCookie {
  return {
    read: async (context) => {
      const sealed = cookies.read(context, "portico-session");
      if (sealed === null || sealed === "") return { kind: "absent" };
      const result = v.safeParse(cookieSchema, await sealer.open("session", sealed));
      if (!result.success) return { kind: "unreadable" };
      const { refreshToken, sessionId, userId, authenticationMethod } = result.output;
      return { kind: "kept", session: { refreshToken, sessionId, userId, authenticationMethod } };
    },

    write: async (context, session) => {
      const sealed = await sealer.seal("session", {
        version: 1,
        refreshToken: session.refreshToken,
        sessionId: session.sessionId,
        userId: session.user.id,
        authenticationMethod: session.authenticationMethod,
      });
      cookies.write(context, "portico-session", sealed, keptForSeconds);
    },

    clear: (context) => {
      cookies.clear(context, "portico-session");
    },
  };
}
