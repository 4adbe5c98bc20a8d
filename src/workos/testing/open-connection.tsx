import { StrictMode } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { vi } from "vitest";

import { createBrowserStorage } from "../../config/browser-storage.ts";
import { AuthKit } from "../authkit.tsx";
import { createAuthKitHandle } from "../authkit-handle.ts";
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
  /** This tab's own copies of the modules; the test's by default. */
  modules?: { createWorkosConnection: typeof createWorkosConnection; AuthKit: typeof AuthKit };
};

export type ConnectionPage = ReturnType<typeof openConnection>;

export const signedOutUrl = () => `${window.location.origin}/signed-out`;
export const callbackUrl = () => `${window.location.origin}/auth/workos/callback`;

/** Lets everything happen that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) {
    // `AuthKitProvider` starts the SDK in a timer without a delay.
    if (vi.isFakeTimers()) await vi.advanceTimersByTimeAsync(0);
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
 * A connection on the page's own storage areas and on the global `fetch`, as one page load has it; not started yet. Starting it
 * mounts `AuthKitProvider`. `close` ends what a page load ends: the SDK, the listeners, the guard.
 */
export function openConnection(options: ConnectionOptions) {
  const { modules = { createWorkosConnection, AuthKit }, clientId = "client_1" } = options;
  const { AuthKit: AuthKitHere } = modules;
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
  const config = { clientId, apiOrigin: options.apiOrigin, redirectUri: callbackUrl() };
  const authkit = createAuthKitHandle(config);
  const connection = modules.createWorkosConnection({
    config,
    authkit,
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
  // Rendered as in the app, outside React's own way of testing: what the SDK does is no test's act.
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: false });
  const root = createRoot(document.createElement("div"));
  const start: typeof connection.start = (finishing, onCodeRead) => {
    window.addEventListener = (...given: Parameters<typeof window.addEventListener>) => {
      listening.push(given);
      addEventListener(...given);
    };
    connection.start(finishing, onCodeRead);
    window.addEventListener = addEventListener;
    flushSync(() =>
      root.render(
        <StrictMode>
          <AuthKitHere handle={authkit}>{null}</AuthKitHere>
        </StrictMode>,
      ),
    );
  };

  return {
    connection,
    authkit,
    start,
    pendingAuthorizations,
    pendingLogouts,
    signOutMark,
    /** The kinds of state that listeners were told of, in their order. */
    seen,
    /** Where the page was left for. */
    left,
    refreshToken: () => localStorage.read(key),
    /** Storage stays as it is: what opens next is the page after a reload. */
    async close() {
      for (const [type, listener] of listening.splice(0)) window.removeEventListener(type, listener);
      const kept = [localStorage, sessionStorage].map(
        (storage) =>
          [storage, storage.keys().map((name) => [name, storage.read(name) ?? ""] as const)] as const,
      );
      connection.forget();
      await settle();
      for (const [storage, entries] of kept) for (const [name, value] of entries) storage.write(name, value);
      globalThis.fetch = unguardedFetch;
      root.unmount();
      // A client's own timer ends only with its page. Clearing the timers sets the clock back, too.
      if (!vi.isFakeTimers()) return;
      const nowMs = Date.now();
      vi.clearAllTimers();
      vi.setSystemTime(nowMs);
    },
  };
}
