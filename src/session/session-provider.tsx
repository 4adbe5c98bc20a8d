import { type ReactNode, useMemo, useSyncExternalStore } from "react";

import { AuthContext } from "./auth-context.ts";
import { buildAuth } from "./build-auth.ts";
import { type SessionState } from "./session-state.ts";
import { type SessionStore } from "./session-store.ts";

/** Before the browser has been asked: nothing is known yet. */
const serverState: SessionState = { kind: "restoring" };

/** Gives `useAuth()` to everything below. */
export function SessionProvider({ store, children }: { store: SessionStore; children: ReactNode }) {
  const session = useSyncExternalStore(store.subscribe, store.getState, () => serverState);
  const elsewhere = useSyncExternalStore(store.subscribe, store.getOrganizationElsewhere, () => null);
  const dropped = useSyncExternalStore(store.subscribe, store.getDroppedOrganization, () => null);
  const auth = useMemo(
    () => buildAuth(store, session, elsewhere, dropped),
    [store, session, elsewhere, dropped],
  );
  return <AuthContext value={auth}>{children}</AuthContext>;
}
