import { createExpiringMap } from "../timing/expiring-map.ts";
import type { RefreshResult, WorkosApi } from "../workos/workos-api.ts";

/** For this long after its use, a refresh token yields the same successor. */
const rememberedMs = 10_000;
/** Longer than a call to WorkOS can take. */
const inFlightMs = 60_000;

/**
 * Refreshes sessions so that tabs that refresh at once, with the same refresh token, all stay signed in.
 *
 * WorkOS accepts a refresh token once (rotation, RFC 9700 section 4.14.2), but two tabs share one cookie, and an answer can get
 * lost. So uses of one token share one call, and later ones get its successor for 10 seconds.
 *
 * Late uses get the newest session of the chain, because the refresh token of any earlier one would be refused next time.
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
      // The failure applies to this request too, unless only the other one asked for the refused organization.
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
