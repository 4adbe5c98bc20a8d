import { createExpiringMap } from "../../../contract/expiring-map.ts";
import type { WorkosFailure } from "../../core/workos/workos-error.ts";
import type { WorkosMemberCalls, WorkosUser } from "./workos/workos-member-calls.ts";

/** WorkOS users by id. Its memberships and invitations contain only user ids, and each call returns only one user. */
export type RememberedUsers = {
  /** The users with these ids that WorkOS knows, or the first failure. */
  find: (
    userIds: readonly string[],
  ) => Promise<{ kind: "found"; users: ReadonlyMap<string, WorkosUser> } | WorkosFailure>;
};

const rememberedMs = 5 * 60_000;
const maximumEntries = 10_000;
/** Parallel lookups; a page of fifty members stays well below WorkOS's own limit. */
const atOnce = 10;

export type UserCache = ReturnType<typeof createUserCache>;

/** Keeps users in this process for five minutes; a changed name shows after that. */
export function createUserCache(now: () => number) {
  return createExpiringMap<WorkosUser>({ maximumEntries, now });
}

/** Looks up users that aren't in the cache. */
export function createRememberedUsers(
  remembered: UserCache,
  workos: Pick<WorkosMemberCalls, "getUser">,
): RememberedUsers {
  return {
    find: async (userIds) => {
      const users = new Map<string, WorkosUser>();
      const unknown: string[] = [];
      for (const userId of new Set(userIds)) {
        const user = remembered.get(userId);
        if (user === undefined) unknown.push(userId);
        else users.set(userId, user);
      }
      for (let start = 0; start < unknown.length; start += atOnce) {
        const results = await Promise.all(
          unknown.slice(start, start + atOnce).map((userId) => workos.getUser(userId)),
        );
        for (const result of results) {
          if (result.kind === "absent") continue;
          if (result.kind !== "found") return result;
          remembered.set(result.user.id, result.user, rememberedMs);
          users.set(result.user.id, result.user);
        }
      }
      return { kind: "found", users };
    },
  };
}
