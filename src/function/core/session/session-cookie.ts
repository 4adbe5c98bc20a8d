import type { Context } from "hono";
import * as v from "valibot";

import type { Cookies } from "../cookies/cookies.ts";
import type { FunctionContext } from "../function-context.ts";
import { type LocalSession, localSessionSchema } from "../../features/local-issuer/local-session.ts";
import type { Sealer } from "../sealing/sealer.ts";
import type { WorkosSession } from "../workos/workos-session.ts";

const workosCookieSchema = v.object({
  version: v.literal(1),
  refreshToken: v.pipe(v.string(), v.minLength(1)),
  sessionId: v.nullable(v.string()),
  userId: v.string(),
  authenticationMethod: v.nullable(v.string()),
});

const localCookieSchema = v.object({
  version: v.literal(2),
  issuer: v.literal("local"),
  session: localSessionSchema,
});

/** What the session cookie holds of a session at WorkOS. */
export type KeptWorkosSession = Omit<v.InferOutput<typeof workosCookieSchema>, "version">;

/** What the session cookie holds, sealed. */
export type KeptSession =
  | { issuer: "workos"; session: KeptWorkosSession }
  | { issuer: "local"; session: LocalSession };

export type SessionCookie = {
  /** `absent`: there is no cookie. `unreadable`: there is one, but none of the keys opens it. */
  read: (
    context: Context<FunctionContext>,
  ) => Promise<{ kind: "kept"; kept: KeptSession } | { kind: "absent" } | { kind: "unreadable" }>;
  /** Takes the place of whatever cookie was there before, so that a planted one never survives (session fixation). */
  write: (context: Context<FunctionContext>, session: WorkosSession) => Promise<void>;
  /** The same for a session of the local issuer; the cookie ends with it. */
  writeLocal: (context: Context<FunctionContext>, session: LocalSession, nowMs: number) => Promise<void>;
  clear: (context: Context<FunctionContext>) => void;
};

/** How long a browser keeps the cookie without a refresh; how long the session lives is decided by WorkOS. */
const keptForSeconds = 30 * 24 * 60 * 60;

export function createSessionCookie(sealer: Sealer, cookies: Cookies): SessionCookie {
  return {
    read: async (context) => {
      const sealed = cookies.read(context, "portico-session");
      if (sealed === null || sealed === "") return { kind: "absent" };
      const kept = parseKeptSession(await sealer.open("session", sealed));
      return kept === null ? { kind: "unreadable" } : { kind: "kept", kept };
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

    writeLocal: async (context, session, nowMs) => {
      const sealed = await sealer.seal("session", { version: 2, issuer: "local", session });
      const lifetimeMs = session.refreshToken.absoluteExpiresAtMs - nowMs;
      cookies.write(context, "portico-session", sealed, Math.max(1, Math.ceil(lifetimeMs / 1000)));
    },

    clear: (context) => {
      cookies.clear(context, "portico-session");
    },
  };
}

function parseKeptSession(opened: unknown): KeptSession | null {
  const local = v.safeParse(localCookieSchema, opened);
  if (local.success) return { issuer: "local", session: local.output.session };
  const result = v.safeParse(workosCookieSchema, opened);
  if (!result.success) return null;
  const { refreshToken, sessionId, userId, authenticationMethod } = result.output;
  return { issuer: "workos", session: { refreshToken, sessionId, userId, authenticationMethod } };
}
