import { type SessionAnswer } from "../contract/session.ts";
import { findNetworkCause } from "../workos/outage.ts";
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

const retryAfterMs = 10_000;

/**
 * The session of a page on which nothing points to one: signed out. The store that knows more is loaded behind the page; what is asked
 * of the session before waits for it. Where it can't be loaded after a sign-in, that is an outage, which is said and tried again.
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

  const notify = () => {
    for (const listener of listeners) listener();
  };
  /** The state until the store is there. */
  let before: SessionState = nobody;
  let adopted: SessionAnswer | null = null;
  const take = async () => {
    const loaded = await load();
    // Before anyone sees its state: a guard would send the person back to the sign-in page.
    if (adopted !== null) loaded.adoptEmailSession(adopted);
    store = loaded;
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
  /** Hands the new session to the store once that is loaded. Where it can't be loaded, pages show it as an outage. */
  const deliver = () => {
    before = { kind: "restoring" };
    notify();
    ask().catch(() => {
      const cause = findNetworkCause(navigator.onLine);
      const outage = { cause, retryAtMs: Date.now() + retryAfterMs, reference: null };
      before = { kind: "unreachable", session: null, outage };
      notify();
      const retryOnce = () => {
        clearTimeout(timer);
        removeEventListener("online", retryOnce);
        if (store === null && before.kind === "unreachable" && before.outage === outage) deliver();
      };
      const timer = setTimeout(retryOnce, retryAfterMs);
      addEventListener("online", retryOnce);
    });
  };

  return {
    getState: () => store?.getState() ?? before,
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
    adoptEmailSession(answer) {
      if (store !== null) return store.adoptEmailSession(answer);
      adopted = answer;
      return deliver();
    },
    retry() {
      if (store !== null) return store.retry();
      return adopted === null ? undefined : deliver();
    },
    // Before the store is there, there is nothing to dismiss.
    dismissExpiredSession: () => store?.dismissExpiredSession(),
    getOrganizationElsewhere: () => store?.getOrganizationElsewhere() ?? null,
    stayInOrganization: () => store?.stayInOrganization(),
    getDroppedOrganization: () => store?.getDroppedOrganization() ?? null,
    dismissDroppedOrganization: () => store?.dismissDroppedOrganization(),
  };
}
