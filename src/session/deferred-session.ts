import { type SessionState } from "./session-state.ts";
import { type SessionStore } from "./session-store.ts";

/** Nobody is signed in, and nothing is known of an earlier session. */
export const nobody: SessionState & { kind: "signedOut" } = {
  kind: "signedOut",
  reason: "none",
  expiredSession: null,
  refusal: null,
  isIssuerTold: true,
  isLeaving: false,
};

/**
 * The session of a page on which nothing points to one: signed out. The store that knows more is loaded behind the page; what is asked
 * of the session before waits for it.
 *
 * @param load loads that store once, however often it is called, and again after a failure
 */
export function createDeferredSession(
  isWorkosConfigured: boolean,
  load: () => Promise<SessionStore>,
): SessionStore {
  const listeners = new Set<() => void>();
  let store: SessionStore | null = null;
  let loading: Promise<SessionStore> | null = null;

  const take = async () => {
    store = await load();
    const notify = () => listeners.forEach((listener) => listener());
    store.subscribe(notify);
    notify();
    return store;
  };
  const ask = (): Promise<SessionStore> => {
    loading ??= take().catch((error: unknown) => {
      loading = null;
      throw error;
    });
    return loading;
  };
  const tell = (task: (store: SessionStore) => void) => void ask().then(task);

  return {
    getState: () => store?.getState() ?? nobody,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    isWorkosConfigured,
    callbackState: undefined,
    getExchangeFailure: () => store?.getExchangeFailure() ?? null,
    checkWorkosReachability: async () => (await ask()).checkWorkosReachability(),
    getSignInUrl: async (options) => (await ask()).getSignInUrl(options),
    getAccessToken: async (options) => (await ask()).getAccessToken(options),
    switchToOrganization: async (options) => (await ask()).switchToOrganization(options),
    signOut: async (options) => (await ask()).signOut(options),
    adoptEmailSession: (answer) => tell((loaded) => loaded.adoptEmailSession(answer)),
    retry: () => tell((loaded) => loaded.retry()),
    dismissExpiredSession: () => tell((loaded) => loaded.dismissExpiredSession()),
    getOrganizationElsewhere: () => store?.getOrganizationElsewhere() ?? null,
    stayInOrganization: () => tell((loaded) => loaded.stayInOrganization()),
    getDroppedOrganization: () => store?.getDroppedOrganization() ?? null,
    dismissDroppedOrganization: () => tell((loaded) => loaded.dismissDroppedOrganization()),
  };
}
