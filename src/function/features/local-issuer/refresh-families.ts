import * as v from "valibot";

import { type Counter, createRandomId } from "../../core/counters/counter-store.ts";

/**
 * A refresh token of the local issuer, before it is sealed. Its successors carry the same family and the next generation
 * (rotation, RFC 9700 section 4.14.2). All times in milliseconds since 1970.
 */
export type LocalRefreshToken = v.InferOutput<typeof localRefreshTokenSchema>;

export const localRefreshTokenSchema = v.object({
  familyId: v.pipe(v.string(), v.minLength(1)),
  generation: v.pipe(v.number(), v.integer(), v.minValue(1)),
  subject: v.pipe(v.string(), v.minLength(1)),
  email: v.string(),
  /** The id of the store that counts the family's uses. */
  incarnation: v.string(),
  /** When the user signed in; the same in all generations. */
  startedAtMs: v.number(),
  idleExpiresAtMs: v.number(),
  absoluteExpiresAtMs: v.number(),
});

export type RefreshFamilyResult =
  | { kind: "rotated"; token: LocalRefreshToken }
  | { kind: "ended"; reason: EndReason };

/** Why a family gives no successor. `replayed`: a token was reused later than a lost answer explains, so it was copied. */
export type EndReason = "expired" | "signed_out" | "replayed" | "store_changed";

/** The refresh token families, one for each sign-in. While the store is down, calls reject and no token is issued. */
export type RefreshFamilies = {
  start: (person: { subject: string; email: string }) => Promise<LocalRefreshToken>;
  /** The token's successor; the same one for repeated uses within the grace period. */
  rotate: (token: LocalRefreshToken) => Promise<RefreshFamilyResult>;
  /** Ends one session. */
  revoke: (token: LocalRefreshToken) => Promise<void>;
  /** Ends every session that the subject has begun so far. */
  revokeSubject: (subject: string) => Promise<void>;
};

/**
 * Rotates and revokes refresh tokens without storing sessions: a token describes itself, and only its uses are counted. The
 * counter's window begins with the first use, so the elapsed part of the window is the time since then.
 */
export function createRefreshFamilies(parts: {
  /** Uses by family and generation, in a window of at least `absoluteLifetimeMs`. */
  uses: Counter;
  usesWindowMs: number;
  /** Ended families, as a count of one. */
  revokedFamilies: Counter;
  /** By subject, the second (since 1970) up to whose end every session has been ended. */
  revokedSubjects: Counter;
  readStoreId: () => Promise<string>;
  idleLifetimeMs: number;
  absoluteLifetimeMs: number;
  graceMs: number;
  /** Uses within the grace period, including the first: other tabs and lost answers. */
  graceUses: number;
  now: () => number;
}): RefreshFamilies {
  const isRevoked = async (token: LocalRefreshToken): Promise<boolean> => {
    const [family, subject] = await Promise.all([
      parts.revokedFamilies.read(token.familyId),
      parts.revokedSubjects.read(token.subject),
    ]);
    return family.count > 0 || (subject.count > 0 && Math.floor(token.startedAtMs / 1000) <= subject.count);
  };

  return {
    start: async ({ subject, email }) => {
      const nowMs = parts.now();
      return {
        familyId: createRandomId(),
        generation: 1,
        subject,
        email,
        incarnation: await parts.readStoreId(),
        startedAtMs: nowMs,
        idleExpiresAtMs: nowMs + parts.idleLifetimeMs,
        absoluteExpiresAtMs: nowMs + parts.absoluteLifetimeMs,
      };
    },

    rotate: async (token) => {
      if ((await parts.readStoreId()) !== token.incarnation) {
        return { kind: "ended", reason: "store_changed" };
      }
      const nowMs = parts.now();
      if (Math.min(token.idleExpiresAtMs, token.absoluteExpiresAtMs) <= nowMs) {
        return { kind: "ended", reason: "expired" };
      }
      const use = await parts.uses.increment(`${token.familyId} ${String(token.generation)}`);
      const sinceFirstUseMs = use.count === 1 ? 0 : parts.usesWindowMs - use.msLeft;
      if (use.count > parts.graceUses || sinceFirstUseMs > parts.graceMs) {
        await parts.revokedFamilies.put(token.familyId, 1);
        return { kind: "ended", reason: "replayed" };
      }
      // Checked after the use was counted, so that a sign-out at the same time is seen here or by the successor.
      if (await isRevoked(token)) return { kind: "ended", reason: "signed_out" };
      const rotatedAtMs = nowMs - sinceFirstUseMs;
      return {
        kind: "rotated",
        token: {
          ...token,
          generation: token.generation + 1,
          idleExpiresAtMs: rotatedAtMs + parts.idleLifetimeMs,
        },
      };
    },

    revoke: async (token) => {
      await parts.revokedFamilies.put(token.familyId, 1);
    },

    revokeSubject: async (subject) => {
      await parts.revokedSubjects.put(subject, Math.floor(parts.now() / 1000));
    },
  };
}
