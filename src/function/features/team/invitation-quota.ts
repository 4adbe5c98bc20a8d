import type { InvitationQuota } from "../../../contract/invitations.ts";
import { CounterStoreError } from "../../core/counters/counter-store.ts";
import type { Limit } from "../../core/counters/limits.ts";
import type { WorkosInvitationCalls } from "./workos/workos-invitation-calls.ts";
import type { WorkosInvitation } from "./workos/workos-invitation-calls.ts";
import type { WorkosFailure } from "../../core/workos/workos-error.ts";
import { collectPages } from "./workos/workos-list.ts";

/** The member whose invitations are counted together. */
export type Inviter = { userId: string; organizationId: string };

/** An inviter's quota during a call, including what WorkOS listed as pending from before the window. */
export type InviterAccount = {
  /** Takes one invitation out of the quota, atomically; `used_up` when none is left. */
  take: () => Promise<{ kind: "taken" } | { kind: "used_up"; retryAfterSeconds: number | null }>;
  /** Call it for an invitation that was taken but not sent. */
  giveBack: () => Promise<void>;
  /** Removes an invitation that was listed as pending but no longer is. */
  forget: (invitationId: string) => void;
  readQuota: () => Promise<InvitationQuota>;
};

/**
 * The quota of invitations, per member and organization.
 *
 * Each invitation is counted in the store before it is sent, so that parallel calls can't exceed the quota. Those still pending from
 * before the window, which WorkOS lists, count too: the end of a window or an emptied store gives no second quota while the first is
 * still pending. Each pending invitation counts once, in one place or the other.
 */
export type InvitationQuotas = {
  /** Lists what the inviter has pending. Nothing is counted yet. */
  open: (inviter: Inviter) => Promise<{ kind: "opened"; account: InviterAccount } | WorkosFailure>;
  /** Gives a revoked invitation back to its sender. One from before the window needs nothing: WorkOS no longer lists it as pending. */
  giveBackRevoked: (invitation: WorkosInvitation) => Promise<void>;
};

/**
 * Allowed clock difference to WorkOS. Without it, the first invitation of a window might seem to be from before it and count
 * twice.
 */
const clockToleranceMs = 5000;
const pageSize = 100;
/**
 * How far back the organization's invitations are searched for pending ones: twice the lifetime that WorkOS gives one. An older
 * invitation that was resent repeatedly isn't found, nor is one behind two thousand newer ones.
 */
const lookBackMs = 60 * 24 * 3600 * 1000;
const maximumPages = 20;

export function createInvitationQuotas(parts: {
  maximum: number;
  limit: Limit;
  workos: Pick<WorkosInvitationCalls, "listInvitations">;
  now: () => number;
}): InvitationQuotas {
  const { maximum, workos } = parts;
  const [window] = parts.limit.windows;
  if (window === undefined || parts.limit.windows.length > 1) {
    throw new Error("The quota of invitations has one window");
  }
  const { counter } = window;

  /** `askedAtMs` is from before the store is asked, so that network latency errs on the safe side of the window's start. */
  const readWindowStartMs = (askedAtMs: number, msLeft: number): number =>
    msLeft === 0 ? askedAtMs : askedAtMs + msLeft - window.windowSeconds * 1000;

  return {
    open: async (inviter) => {
      const { organizationId, userId } = inviter;
      const sinceMs = parts.now() - lookBackMs;
      const listed = await collectPages(
        (after) => workos.listInvitations({ organizationId, after, pageSize }),
        { maximumPages, isEnough: ({ createdAt }) => Date.parse(createdAt) < sinceMs },
      );
      if (listed.kind !== "listed") return listed;
      const pendingSinceMs = new Map(
        listed.items
          .filter(({ state, inviterUserId }) => state === "pending" && inviterUserId === userId)
          .map(({ id, createdAt }) => [id, Date.parse(createdAt)]),
      );
      const key = buildKey(inviter);
      const countOlder = (windowStartMs: number): number =>
        [...pendingSinceMs.values()].filter((createdAtMs) => isFromBefore(createdAtMs, windowStartMs)).length;

      return {
        kind: "opened",
        account: {
          take: async () => {
            const askedAtMs = parts.now();
            const { count, msLeft } = await counter.increment(key);
            const older = countOlder(readWindowStartMs(askedAtMs, msLeft));
            if (count + older <= maximum) return { kind: "taken" };
            await counter.giveBack(key);
            // When older ones use up the quota by themselves, the window's end doesn't make room again.
            const isOver = older < maximum;
            return {
              kind: "used_up",
              retryAfterSeconds: isOver ? Math.max(1, Math.ceil(msLeft / 1000)) : null,
            };
          },
          giveBack: async () => {
            await counter.giveBack(key);
          },
          forget: (invitationId) => {
            pendingSinceMs.delete(invitationId);
          },
          readQuota: async () => {
            const askedAtMs = parts.now();
            const { count, msLeft } = await counter.read(key);
            const used = count + countOlder(readWindowStartMs(askedAtMs, msLeft));
            return { maximum, used: Math.min(used, maximum) };
          },
        },
      };
    },

    giveBackRevoked: async ({ organizationId, inviterUserId, createdAt }) => {
      if (organizationId === null || inviterUserId === null) return;
      const key = buildKey({ organizationId, userId: inviterUserId });
      const askedAtMs = parts.now();
      try {
        const { msLeft } = await counter.read(key);
        if (isFromBefore(Date.parse(createdAt), readWindowStartMs(askedAtMs, msLeft))) return;
        await counter.giveBack(key);
      } catch (error) {
        // Already revoked; an invitation that can't be given back stays counted, which is the safe side.
        if (!(error instanceof CounterStoreError)) throw error;
      }
    },
  };
}

/** The quota after a change; if the store has failed since, the quota from before, because the change must still be reported. */
export async function readQuotaAfterwards(
  account: InviterAccount,
  known: InvitationQuota,
): Promise<InvitationQuota> {
  try {
    return await account.readQuota();
  } catch (error) {
    if (error instanceof CounterStoreError) return known;
    throw error;
  }
}

function isFromBefore(createdAtMs: number, windowStartMs: number): boolean {
  return createdAtMs < windowStartMs - clockToleranceMs;
}

/** WorkOS ids contain no space, so no two pairs share a key. */
function buildKey({ organizationId, userId }: Inviter): string {
  return `${organizationId} ${userId}`;
}
