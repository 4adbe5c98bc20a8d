import type { Context } from "hono";

import type { Cookies } from "../http/cookies.ts";
import type { FunctionContext } from "../http/function-context.ts";
import type { Sealer } from "../sealing/sealer.ts";
import type { IssuedSession, Issuer } from "./issuer.ts";
import { createExpiringMap } from "../timing/expiring-map.ts";

export type SessionCookie = {
  /** `unreadable`: no key opens the cookie, or no issuer recognizes what it holds. */
  read: (
    context: Context<FunctionContext>,
  ) => Promise<{ kind: "kept"; issuer: string; session: IssuedSession } | { kind: "absent" | "unreadable" }>;
  /** Replaces any existing cookie, so that a planted one never survives a sign-in (session fixation). */
  write: (
    context: Context<FunctionContext>,
    payload: Record<string, unknown>,
    lifetimeSeconds: number,
  ) => Promise<void>;
  clear: (context: Context<FunctionContext>) => void;
};

/** One cookie for the sessions of all issuers, each of which recognizes its own. */
export function createSessionCookie(
  sealer: Sealer,
  cookies: Cookies,
  issuers: readonly Issuer[],
): SessionCookie {
  return {
    read: async (context) => {
      const sealed = cookies.read(context, "portico-session");
      if (sealed === null || sealed === "") return { kind: "absent" };
      const payload = await sealer.open("session", sealed);
      for (const { name, recognizeSession } of issuers) {
        const session = recognizeSession(payload);
        if (session !== null) return { kind: "kept", issuer: name, session };
      }
      return { kind: "unreadable" };
    },
    write: async (context, payload, lifetimeSeconds) => {
      cookies.write(context, "portico-session", await sealer.seal("session", payload), lifetimeSeconds);
    },
    clear: (context) => {
      cookies.clear(context, "portico-session");
    },
  };
}

/** Longer than any refresh takes, and than a failed sign-out is retried at WorkOS. */
const rememberedMs = 10 * 60_000;

export type SignedOutSessions = ReturnType<typeof createSignedOutSessions>;

/** Remembers recent sign-outs, so that a refresh in flight can't restore the cookie (sign-out race). */
export function createSignedOutSessions(now: () => number) {
  const sessions = createExpiringMap<true>({ maximumEntries: 10_000, now });
  return {
    add: (sessionId: string) => {
      sessions.set(sessionId, true, rememberedMs);
    },
    has: (sessionId: string | null) => sessionId !== null && sessions.get(sessionId) === true,
  };
}
