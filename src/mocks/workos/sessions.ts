import { createSessionId } from "./identifiers.ts";
import { impersonationLifetimeMs, type Impersonator } from "./impersonator.ts";

/** How a session began, in the words of `authentication_method`. */
export type AuthenticationMethod = "Password" | "MagicAuth" | "Impersonation";

/** A WorkOS session. Times in milliseconds since the Unix epoch. */
export type Session = {
  id: string;
  userId: string;
  organizationId: string | null;
  authenticationMethod: AuthenticationMethod;
  /** Who acts in the person's name; null in a session of the person's own. */
  impersonator: Impersonator | null;
  ipAddress: string | null;
  userAgent: string | null;
  createdAtMs: number;
  updatedAtMs: number;
  expiresAtMs: number;
  endedAtMs: number | null;
  /** How often the refresh token was rotated; only the token of this generation is accepted. */
  generation: number;
};

export type SessionStart = Pick<
  Session,
  "userId" | "organizationId" | "authenticationMethod" | "impersonator" | "ipAddress" | "userAgent"
>;

/** Sessions of this run. Of earlier runs it knows only what a refresh token says, and which ids were ended since. */
export type Sessions = {
  start(start: SessionStart): Promise<Session>;
  find(sessionId: string): Session | undefined;
  isEnded(sessionId: string): boolean;
  /** Takes over the session of a refresh token that an earlier run issued. */
  restore(session: Session): Session;
  /** The session after a refresh: next generation, perhaps another organization. */
  advance(sessionId: string, organizationId: string | null): Session | undefined;
  /** Ends the session for good; also one that this run has not met yet. */
  end(sessionId: string): void;
  listOf(userId: string): Session[];
  clear(): void;
};

/** Longest life of a session, however often it is refreshed. */
export const sessionLifetimeMs = 30 * 24 * 60 * 60 * 1000;

export function createSessions(now: () => number): Sessions {
  const sessions = new Map<string, Session>();
  const endedIds = new Set<string>();
  return {
    async start(start) {
      const nowMs = now();
      const session: Session = {
        id: await createSessionId(),
        ...start,
        createdAtMs: nowMs,
        updatedAtMs: nowMs,
        expiresAtMs: nowMs + (start.impersonator === null ? sessionLifetimeMs : impersonationLifetimeMs),
        endedAtMs: null,
        generation: 0,
      };
      sessions.set(session.id, session);
      return session;
    },
    find: (sessionId) => sessions.get(sessionId),
    isEnded: (sessionId) => endedIds.has(sessionId),
    restore(session) {
      const known = sessions.get(session.id);
      if (known !== undefined) return known;
      sessions.set(session.id, session);
      return session;
    },
    advance(sessionId, organizationId) {
      const session = sessions.get(sessionId);
      if (session === undefined) return undefined;
      const next = {
        ...session,
        organizationId,
        updatedAtMs: now(),
        generation: session.generation + 1,
      };
      sessions.set(sessionId, next);
      return next;
    },
    end(sessionId) {
      if (endedIds.has(sessionId)) return;
      endedIds.add(sessionId);
      const session = sessions.get(sessionId);
      const nowMs = now();
      if (session !== undefined)
        sessions.set(sessionId, { ...session, endedAtMs: nowMs, updatedAtMs: nowMs });
    },
    listOf: (userId) => [...sessions.values()].filter((session) => session.userId === userId),
    clear() {
      sessions.clear();
      endedIds.clear();
    },
  };
}
