import { type WorkosConnection } from "../../workos/workos-connection.ts";
import { type WorkosState } from "../../workos/workos-state.ts";

/** A connection to WorkOS whose state a test sets, and which keeps what was asked of it. */
export function createFakeWorkos(initial: WorkosState, overrides: Partial<WorkosConnection> = {}) {
  let state = initial;
  const listeners = new Set<() => void>();
  const asked: unknown[][] = [];
  const note =
    (name: string) =>
    (...given: unknown[]) => {
      asked.push([name, ...given]);
    };
  const connection: WorkosConnection = {
    isConfigured: true,
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: note("start"),
    getSignInUrl: ({ screenHint = "sign-in" } = {}) => Promise.resolve(`https://auth.example/${screenHint}`),
    getAccessToken: () => Promise.resolve("workos-token"),
    switchToOrganization(options) {
      note("switchToOrganization")(options);
      return Promise.resolve();
    },
    signOut(options) {
      note("signOut")(options);
      return Promise.resolve({ isLeaving: false, isTold: true });
    },
    forget: note("forget"),
    reconnect: note("reconnect"),
    retry: note("retry"),
    takeDroppedOrganization: () => null,
    checkReachability: () => Promise.resolve("reachable"),
    ...overrides,
  };
  return {
    connection,
    asked,
    change(next: WorkosState) {
      state = next;
      for (const listener of listeners) listener();
    },
  };
}
