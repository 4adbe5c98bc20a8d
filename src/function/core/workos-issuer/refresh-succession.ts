import { createExpiringMap } from "../timing/expiring-map.ts";
import type { RefreshResult, WorkosApi } from "../workos/workos-api.ts";

/** A refresh token that was used within this time gives the same successor again. */
const rememberedMs = 10_000;
/** Longer than a call to WorkOS can take. */
const inFlightMs = 60_000;

/**
 * Refreshes sessions so that tabs which do it at once, with the same refresh token, all go on.
 *
 * WorkOS takes a refresh token once (rotation, RFC 9700 section 4.14.2), but two tabs share one cookie, and an answer can get
 * lost on its way. So uses of one token share one call, and later ones get its successor for 10 seconds.
 *
 * Who comes late gets the newest session of the chain, never one in the middle: its token would be refused at the next refresh.
 */
export function createRefreshSuccession(
  refreshSession: WorkosApi["refreshSession"],
  now: () => number,
): WorkosApi["refreshSession"] {
  type Use = { organizationId: string | null; result: Promise<RefreshResult> };
  const uses = createExpiringMap<Use>({ maximumEntries: 1000, now });

  const spend: WorkosApi["refreshSession"] = async (refreshToken, organizationId, browser) => {
    try {
      const result = await refreshSession(refreshToken, organizationId, browser);
      if (result.kind === "refreshed") {
        uses.set(refreshToken, { organizationId, result: Promise.resolve(result) }, rememberedMs);
      } else {
        uses.delete(refreshToken);
      }
      return result;
    } catch (error) {
      uses.delete(refreshToken);
      throw error;
    }
  };

  const refresh: WorkosApi["refreshSession"] = async (refreshToken, organizationId, browser) => {
    const earlier = uses.get(refreshToken);
    if (earlier === undefined) {
      const result = spend(refreshToken, organizationId, browser);
      uses.set(refreshToken, { organizationId, result }, inFlightMs);
      return await result;
    }

    const result = await earlier.result;
    const asksTheSame = organizationId === earlier.organizationId;
    if (result.kind !== "refreshed") {
      // Its failure is ours too, unless it was about the organization that only the other one asked for.
      return asksTheSame || result.kind === "session_ended"
        ? result
        : await refresh(refreshToken, organizationId, browser);
    }
    const next = result.session.refreshToken;
    const isNewest = next === refreshToken || uses.get(next) === undefined;
    if (isNewest && (asksTheSame || organizationId === null)) return result;
    return await refresh(next, organizationId, browser);
  };
  return refresh;
}
