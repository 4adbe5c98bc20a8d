import { CounterStoreError } from "../../core/counters/counter-store.ts";
import type { RevokeResult } from "../../core/feature/issuer.ts";
import type { LocalSession } from "./local-session.ts";
import type { RefreshFamilies } from "./refresh-families.ts";

/** Ends sessions in the store; while the store is down the user is signed out anyway, and the core tries again later. */
export function createLocalRevocation(
  families: Pick<RefreshFamilies, "revoke" | "revokeSubject">,
): (session: LocalSession, everywhere: boolean) => Promise<RevokeResult> {
  return async (session, everywhere) => {
    try {
      await families.revoke(session.refreshToken);
      if (everywhere) await families.revokeSubject(session.refreshToken.subject);
      return "revoked";
    } catch (error) {
      if (error instanceof CounterStoreError) return "not_reached";
      throw error;
    }
  };
}
