import type { Core } from "../feature/core.ts";
import type { KeptWorkosSession } from "./kept-session.ts";

/** Delays between revocation attempts, spanning an ordinary outage. */
const retryDelaysMs = [2000, 10_000, 60_000, 300_000];

/**
 * Ends sessions at WorkOS; resolves to whether all of them are known to have ended. If that fails it is retried in the background,
 * so that signing out never waits for an outage.
 */
export function createSessionRevocation(core: Core) {
  const revokeOnce = async (session: KeptWorkosSession, everywhere: boolean): Promise<boolean> => {
    const listed = everywhere ? await core.workos.listActiveSessionIds(session.userId) : null;
    const sessionIds = new Set(listed?.kind === "listed" ? listed.sessionIds : []);
    if (session.sessionId !== null) sessionIds.add(session.sessionId);
    const isListComplete = listed === null || (listed.kind === "listed" && listed.isComplete);
    return (await core.workos.revokeSessions([...sessionIds])).kind === "revoked" && isListComplete;
  };

  const keepRevoking = async (session: KeptWorkosSession, everywhere: boolean): Promise<void> => {
    for (const [index, delayMs] of retryDelaysMs.entries()) {
      await core.wait(delayMs);
      if (await revokeOnce(session, everywhere)) return;
      core.writeLog("warn", { event: "sign_out_not_told", attempt: index + 2 });
    }
  };

  return async (session: KeptWorkosSession, everywhere: boolean): Promise<boolean> => {
    if (session.sessionId === null && !everywhere) return false;
    const isRevoked = await revokeOnce(session, everywhere);
    if (!isRevoked) {
      core.writeLog("warn", { event: "sign_out_not_told", attempt: 1 });
      core.runInBackground(keepRevoking(session, everywhere));
    }
    return isRevoked;
  };
}
