import { type ReactNode, useMemo, useSyncExternalStore } from "react";

import { AuthContext } from "./auth-context.ts";
import { buildAuth } from "./build-auth.ts";
import { type SessionState } from "./session-state.ts";
import { type SessionStore } from "./session-store.ts";

/** Nothing is known yet. */
const restoring: SessionState = { kind: "restoring" };

type Props = {
  store: SessionStore;
  /** What the build has rendered the page with; the first render of a hydration has to begin alike. */
  renderedState?: SessionState;
  /** Whether that state still counts, whatever the store's is. */
  isHydrating?: boolean;
  children: ReactNode;
};

/** Gives `useAuth()` to everything below. */
export function SessionProvider({ store, renderedState = restoring, isHydrating = false, children }: Props) {
  const current = useSyncExternalStore(store.subscribe, store.getState, () => renderedState);
  const session = isHydrating ? renderedState : current;
  const elsewhere = useSyncExternalStore(store.subscribe, store.getOrganizationElsewhere, () => null);
  const dropped = useSyncExternalStore(store.subscribe, store.getDroppedOrganization, () => null);
  const auth = useMemo(
    () => buildAuth(store, session, elsewhere, dropped),
    [store, session, elsewhere, dropped],
  );
  return <AuthContext value={auth}>{children}</AuthContext>;
}
