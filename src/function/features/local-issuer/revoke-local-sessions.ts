import { CounterStoreError } from "../../core/counters/counter-store.ts";
import type { Core } from "../../core/feature/core.ts";
import type { LocalSession } from "./local-session.ts";
import type { RefreshFamilies } from "./refresh-families.ts";

/** Delays between revocation attempts, spanning an ordinary outage. */
const retryDelaysMs = [2000, 10_000, 60_000, 300_000];

/** Ends sessions in the store; while the store is down the user is signed out anyway, and the revocation is retried later. */
export function createLocalRevocation(
  core: Pick<Core, "runInBackground" | "wait" | "writeLog">,
  families: RefreshFamilies,
): (session: LocalSession, everywhere: boolean) => Promise<boolean> {
  const revokeOnce = async (session: LocalSession, everywhere: boolean): Promise<boolean> => {
    try {
      await families.revoke(session.refreshToken);
      if (everywhere) await families.revokeSubject(session.refreshToken.subject);
      return true;
    } catch (error) {
      if (error instanceof CounterStoreError) return false;
      throw error;
    }
  };

  const keepTelling = async (session: LocalSession, everywhere: boolean): Promise<void> => {
    for (const [index, delayMs] of retryDelaysMs.entries()) {
      await core.wait(delayMs);
      if (await revokeOnce(session, everywhere)) return;
      core.writeLog("warn", { event: "sign_out_not_told", attempt: index + 2 });
    }
  };

  return async (session, everywhere) => {
    const isRevoked = await revokeOnce(session, everywhere);
    if (!isRevoked) {
      core.writeLog("warn", { event: "sign_out_not_told", attempt: 1 });
      core.runInBackground(keepTelling(session, everywhere));
    }
    return isRevoked;
  };
}
