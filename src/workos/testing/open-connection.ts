import { createBrowserStorage } from "../../config/browser-storage.ts";
import { type Breaker } from "../breaker.ts";
import { createPendingAuthorizations } from "../pending-authorization.ts";
import { createPendingLogouts } from "../pending-logouts.ts";
import { refreshTokenKey } from "../session-marker.ts";
import { createSignOutMark } from "../sign-out-mark.ts";
import { createWorkosConnection } from "../workos-connection.ts";

export type ConnectionOptions = {
  apiOrigin: string;
  clientId?: string;
  canReturnFromWorkos?: boolean;
  breaker?: Breaker;
  /** The maker of this tab's own copy of the module; the test's by default. */
  createConnection?: typeof createWorkosConnection;
};

export type ConnectionPage = ReturnType<typeof openConnection>;

export const signedOutUrl = () => `${window.location.origin}/signed-out`;
export const callbackUrl = () => `${window.location.origin}/auth/workos/callback`;

/** Lets everything happen that waits for no timer. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) {
    const channel = new MessageChannel();
    await new Promise((resolve) => {
      channel.port1.addEventListener("message", resolve, { once: true });
      channel.port1.start();
      channel.port2.postMessage(null);
    });
    channel.port1.close();
  }
}

/**
 * A connection on the page's own storage areas and on the global `fetch`, as one page load has it; not started yet.
 * `close` ends what a page load ends: the SDK, the listeners, the guard.
 */
export function openConnection(options: ConnectionOptions) {
  const { createConnection = createWorkosConnection, clientId = "client_1" } = options;
  const localStorage = createBrowserStorage("localStorage");
  const sessionStorage = createBrowserStorage("sessionStorage");
  const pendingAuthorizations = createPendingAuthorizations({
    ownTab: sessionStorage,
    shared: localStorage,
    origin: window.location.origin,
  });
  const pendingLogouts = createPendingLogouts(localStorage, sessionStorage);
  const signOutMark = createSignOutMark(localStorage);
  const key = refreshTokenKey(clientId);
  const unguardedFetch = globalThis.fetch;
  const left: string[] = [];
  const connection = createConnection({
    config: { clientId, apiOrigin: options.apiOrigin, redirectUri: callbackUrl() },
    pendingAuthorizations,
    pendingLogouts,
    signOutMark,
    localStorage,
    sessionStorage,
    canReturnFromWorkos: options.canReturnFromWorkos ?? true,
    signedOutUrl: signedOutUrl(),
    navigate: (url) => void left.push(url),
    ...(options.breaker !== undefined && { breaker: options.breaker }),
  });
  const seen: string[] = [];
  connection.subscribe(() => void seen.push(connection.getState().kind));

  const listening: Parameters<typeof window.addEventListener>[] = [];
  const addEventListener = window.addEventListener.bind(window);
  const start: typeof connection.start = (finishing) => {
    window.addEventListener = (...given: Parameters<typeof window.addEventListener>) => {
      listening.push(given);
      addEventListener(...given);
    };
    connection.start(finishing);
    window.addEventListener = addEventListener;
  };

  return {
    connection,
    start,
    pendingAuthorizations,
    pendingLogouts,
    signOutMark,
    /** The kinds of state that listeners were told of, in their order. */
    seen,
    /** Where the page was left for. */
    left,
    refreshToken: () => localStorage.read(key),
    /** The refresh token stays where it lies: what opens next is the page after a reload. */
    async close() {
      for (const [type, listener] of listening.splice(0)) window.removeEventListener(type, listener);
      const kept = localStorage.read(key);
      connection.forget();
      if (kept !== null) localStorage.write(key, kept);
      globalThis.fetch = unguardedFetch;
      await settle();
    },
  };
}
