import type {
  WorkosAccountSession,
  WorkosAccountSessionCalls,
} from "./workos/workos-account-session-calls.ts";
import type { WorkosFailure } from "../../core/workos/workos-error.ts";
import { collectPages } from "./workos/workos-list.ts";

/** A user's active sessions, newest first. */
export type ReadOpenSessions = (
  userId: string,
) => Promise<{ kind: "listed"; items: WorkosAccountSession[] } | WorkosFailure>;

const maximumPages = 10;

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
      kind: "listed",
      items: listed.items.filter(
        ({ endedAt, expiresAt }) => endedAt === null && Date.parse(expiresAt) > parts.now(),
      ),
    };
  };
}
