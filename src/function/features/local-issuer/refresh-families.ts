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

/**
 * Why a family gives no successor. `replayed`: a token was reused later than a lost answer explains, so it was copied.
 * `forgotten`: the store no longer has the family, so that a copied token couldn't be told from a new one.
 */
export type EndReason = "expired" | "signed_out" | "replayed" | "store_changed" | "forgotten";

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

/** A family's count once it has ended: higher than any other, and still exact in Redis's scripts. */
const endedFamily = 2 ** 48;

/**
 * Rotates and revokes refresh tokens without storing sessions: a token describes itself, and of a family only its newest generation is
 * kept, with the time of its issue. Both are one count, so that one atomic step tells a first use from a replay, also of parallel uses
 * and of instances that are slow. That entry has to be there: if the store has dropped it, the session ends. Otherwise many refreshes of other sessions could push
 * it out, and a spent token would pass for a new one (flooded replay).
 */
export function createRefreshFamilies(parts: {
  /** By family, the newest generation and its time, in a window of at least `absoluteLifetimeMs`. */
  families: Counter;
  /** Uses by family and generation, in a window of at least `graceMs`. */
  recentUses: Counter;
  /** By subject, the second (since 1970) up to whose end every session has been ended. It must never be dropped. */
  revokedSubjects: Counter;
  readStoreId: () => Promise<string>;
  idleLifetimeMs: number;
  absoluteLifetimeMs: number;
  graceMs: number;
  /** Uses within the grace period, including the first: other tabs and lost answers. */
  graceUses: number;
  now: () => number;
}): RefreshFamilies {
  /** The time is what is left of the session then: of two parallel uses, the earlier has the higher count, which stays. */
  const countOf = (generation: number, msLeft: number): number =>
    generation * (parts.absoluteLifetimeMs + 1) + Math.min(msLeft, parts.absoluteLifetimeMs);

  const endFamily = async ({ familyId }: LocalRefreshToken): Promise<void> => {
    await parts.families.put(familyId, endedFamily);
  };

  return {
    start: async ({ subject, email }) => {
      const nowMs = parts.now();
      const familyId = createRandomId();
      await parts.families.put(familyId, countOf(1, parts.absoluteLifetimeMs));
      return {
        familyId,
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
      const { familyId, generation } = token;
      const use = await parts.recentUses.increment(`${familyId} ${String(generation)}`);
      const msLeft = token.absoluteExpiresAtMs - nowMs;
      const { count } = await parts.families.raise(familyId, countOf(generation + 1, msLeft));
      if (count === endedFamily) return { kind: "ended", reason: "signed_out" };
      if (count < countOf(generation, 0)) return { kind: "ended", reason: "forgotten" };
      const isFirstUse = count < countOf(generation + 1, 0);
      const sinceFirstUseMs = isFirstUse ? 0 : count - countOf(generation + 1, msLeft);
      if (use.count > parts.graceUses || sinceFirstUseMs > parts.graceMs) {
        await endFamily(token);
        return { kind: "ended", reason: "replayed" };
      }
      // Read after the use was counted, so that a sign-out at the same time is seen here or by the successor.
      const endedUpTo = (await parts.revokedSubjects.read(token.subject)).count;
      if (Math.floor(token.startedAtMs / 1000) <= endedUpTo) return { kind: "ended", reason: "signed_out" };
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

    revoke: endFamily,

    revokeSubject: async (subject) => {
      await parts.revokedSubjects.put(subject, Math.floor(parts.now() / 1000));
    },
  };
}
