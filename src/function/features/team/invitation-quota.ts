import type { InvitationQuota } from "../../../contract/invitations.ts";
import { CounterStoreError } from "../../core/counters/guarded-counter-store.ts";
import type { Limit } from "../../core/counters/limits.ts";
import type { WorkosInvitationCalls } from "./workos/workos-invitation-calls.ts";
import type { WorkosInvitation } from "./workos/workos-invitation-calls.ts";
import type { WorkosFailure } from "../../core/workos/workos-error.ts";
import { collectPages } from "./workos/workos-list.ts";

/** Whose invitations are counted together. */
export type Inviter = { userId: string; organizationId: string };

/** What an inviter has had pending since before the window, as WorkOS listed it at the beginning of a call. */
export type InviterAccount = {
  /** Takes one invitation out of the quota, atomically; refused where none is left. */
  take: () => Promise<{ kind: "taken" } | { kind: "used_up"; retryAfterSeconds: number | null }>;
  /** For an invitation that was taken and not sent. */
  giveBack: () => Promise<void>;
  /** An invitation that isn't pending any more, though it was listed so. */
  forget: (invitationId: string) => void;
  readQuota: () => Promise<InvitationQuota>;
};

/**
 * The quota of invitations, by member and organization.
 *
 * Each invitation is counted in the store before it is sent, so that parallel calls can't outrun the quota. Those that are pending
 * from before the window count too, as WorkOS lists them: a window that ends, or a store that is emptied, gives nobody a second quota
 * while the first is still out. Each pending invitation counts once, in the one place or in the other.
 */
export type InvitationQuotas = {
  /** Lists what the inviter has pending. Nothing is counted yet. */
  open: (inviter: Inviter) => Promise<{ kind: "opened"; account: InviterAccount } | WorkosFailure>;
  /** Gives a revoked invitation back to whoever sent it. One from before the window counts no longer by itself. */
  giveBackRevoked: (invitation: WorkosInvitation) => Promise<void>;
};

/**
 * Clocks of WorkOS and of the function may differ by so much. An invitation that was sent as the first of a window would otherwise
 * seem to be from before it, and be counted twice.
 */
const clockToleranceMs = 5000;
const pageSize = 100;
/**
 * How far back the organization's invitations are looked through for pending ones: twice as long as WorkOS lets one live. An older one
 * that was resent again and again is not found, and neither is one behind two thousand newer ones.
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

  /** Read before the store is asked, so that the answer's way is on the safe side of the window's beginning. */
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
            // Where older ones alone use the quota up, its end is no time at which there is room again.
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
        // It is revoked already; what can't be given back stays counted, which is the safe side.
        if (!(error instanceof CounterStoreError)) throw error;
      }
    },
  };
}

/** The quota after something was done; what was known before where the store has failed since, because the deed has to be told. */
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

/** Ids of WorkOS's hold no space, so that no two pairs share a key. */
function buildKey({ organizationId, userId }: Inviter): string {
  return `${organizationId} ${userId}`;
}
