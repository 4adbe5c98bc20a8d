import { createExpiringMap } from "../timing/expiring-map.ts";

/** Remembers which sessions were signed out a short while ago. */
export type SignedOutSessions = {
  add: (sessionId: string) => void;
  has: (sessionId: string | null) => boolean;
};

/** Longer than a refresh can be under way, and than WorkOS is told again of a sign-out that it missed. */
const rememberedMs = 10 * 60_000;

/**
 * Tombstones: a refresh that is under way while the person signs out must not bring the cookie back (sign-out race).
 */
export function createSignedOutSessions(now: () => number): SignedOutSessions {
  const sessions = createExpiringMap<true>({ maximumEntries: 10_000, now });
  return {
    add: (sessionId) => {
      sessions.set(sessionId, true, rememberedMs);
    },
    has: (sessionId) => sessionId !== null && sessions.get(sessionId) === true,
  };
}
