import type {
  WorkosAccountSession,
  WorkosAccountSessionCalls,
} from "./workos/workos-account-session-calls.ts";
import type { WorkosFailure } from "../../core/workos/workos-error.ts";
import { collectPages } from "./workos/workos-list.ts";

/** A user's active sessions, newest first; `isComplete` is false when there are more than are read. */
export type ReadOpenSessions = (
  userId: string,
) => Promise<{ kind: "listed"; items: WorkosAccountSession[]; isComplete: boolean } | WorkosFailure>;

/** Ended sessions are in the pages too. */
const maximumPages = 50;

export function createReadOpenSessions(parts: {
  workos: WorkosAccountSessionCalls;
  now: () => number;
}): ReadOpenSessions {
  return async (userId) => {
    const listed = await collectPages((after) => parts.workos.listAccountSessions(userId, after), {
      maximumPages,
    });
    if (listed.kind !== "listed") return listed;
    return {
      ...listed,
      items: listed.items.filter(
        ({ endedAt, expiresAt }) => endedAt === null && Date.parse(expiresAt) > parts.now(),
      ),
    };
  };
}
