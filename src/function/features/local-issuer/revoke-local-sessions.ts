import { CounterStoreError } from "../../core/counters/counter-store-error.ts";
import type { WriteLogEvent } from "../../core/logging/log-entry.ts";
import type { RevokeLocalSessions } from "../../core/session/sign-out.ts";
import type { Wait } from "../../core/wait.ts";
import type { RefreshFamilies } from "./refresh-families.ts";

/** Waits before the store is told again, for as long as an ordinary outage lasts. */
const retryDelaysMs = [2000, 10_000, 60_000, 300_000];

/** Ends sessions in the store; while that is down the person has left all the same, and the store is told later. */
export function createLocalRevocation(parts: {
  families: RefreshFamilies;
  runInBackground: (task: Promise<unknown>) => void;
  wait: Wait;
  writeLog: WriteLogEvent;
}): RevokeLocalSessions {
  type Session = Parameters<RevokeLocalSessions>[0];

  const revokeOnce = async (session: Session, everywhere: boolean): Promise<boolean> => {
    try {
      await parts.families.revoke(session.refreshToken);
      if (everywhere) await parts.families.revokeSubject(session.refreshToken.subject);
      return true;
    } catch (error) {
      if (error instanceof CounterStoreError) return false;
      throw error;
    }
  };

  const keepTelling = async (session: Session, everywhere: boolean): Promise<void> => {
    for (const [index, delayMs] of retryDelaysMs.entries()) {
      await parts.wait(delayMs);
      if (await revokeOnce(session, everywhere)) return;
      parts.writeLog("warn", { event: "sign_out_not_told", attempt: index + 2 });
    }
  };

  return async (session, everywhere) => {
    const isRevoked = await revokeOnce(session, everywhere);
    if (!isRevoked) {
      parts.writeLog("warn", { event: "sign_out_not_told", attempt: 1 });
      parts.runInBackground(keepTelling(session, everywhere));
    }
    return isRevoked;
  };
}
