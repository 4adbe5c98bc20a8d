import { type AuthKitProvider, type OnRefreshResponse, type useAuth } from "@workos-inc/authkit-react";
import { type ComponentProps } from "react";

import { type WorkosConfig } from "../config/workos-config.ts";

/** What the package's hook returns. */
export type AuthKitHook = ReturnType<typeof useAuth>;

/** The same once `AuthKitProvider` has made a client. */
export type AuthKitClient = AuthKitHook;

export type AuthKitProps = Omit<ComponentProps<typeof AuthKitProvider>, "children">;

/** Seconds before its end in which an access token is refreshed; the SDK's own default. */
const refreshBufferSeconds = 10;

export type AuthKitHandle = ReturnType<typeof createAuthKitHandle>;

/**
 * `AuthKitProvider` as code outside React sees it: the props that it runs with and the client that it makes. Reads nothing of the
 * browser, so that a page can be rendered with it at build time.
 */
export function createAuthKitHandle(config: WorkosConfig) {
  const { protocol, hostname, port } = new URL(config.apiOrigin);
  const listeners = new Set<() => void>();
  let onRefresh: ((answer: OnRefreshResponse) => void) | undefined;
  let starts = 0;
  let props: AuthKitProps = {
    clientId: config.clientId,
    redirectUri: config.redirectUri,
    apiHostname: hostname,
    https: protocol === "https:",
    ...(port !== "" && { port: Number(port) }),
    refreshBufferInterval: refreshBufferSeconds,
    // The provider keeps the first function that it is given.
    onRefresh: (answer) => onRefresh?.(answer),
  };
  let client = awaitClient();
  let current: AuthKitClient | null = null;
  let seenProps: AuthKitProps | null = null;
  // Clients are told apart by one of their functions: React may leave out the rendering in which the hook is loading.
  let idle: AuthKitHook["getAccessToken"] | null = null;
  let replaced: AuthKitHook["getAccessToken"] | null = null;

  return {
    getProps: () => props,
    /** Calls the listener after every change of the props; returns the way to stop. */
    subscribe: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Has the function called with every answer that brings tokens, from whichever client. */
    listen(listener: (answer: OnRefreshResponse) => void): void {
      onRefresh = listener;
    },
    /**
     * Has the provider make a client, at its mounting or in place of the one that it has, and resolves to it. A `key` would do as
     * much and remount every page; the provider also begins anew when this prop changes, by a thousandth of a second here.
     */
    start(redirectUri: string): Promise<AuthKitClient> {
      starts += 1;
      props = { ...props, redirectUri, refreshBufferInterval: refreshBufferSeconds + starts / 1000 };
      const previous = client;
      client = awaitClient();
      // Those who still wait for the replaced client get the one in its place.
      previous.resolve(client.promise);
      for (const listener of listeners) listener();
      return client.promise;
    },
    /** The client that was started last. */
    getClient: (): Promise<AuthKitClient> => client.promise,
    /** The client of the moment, which may be the one before; null before there was any. */
    getCurrentClient: (): AuthKitClient | null => current,
    /** Takes what the package's hook returns after a commit, with the props that the provider was rendered with in it. */
    takeHook(renderedProps: AuthKitProps, hook: AuthKitHook): void {
      idle ??= hook.getAccessToken;
      if (renderedProps !== seenProps) {
        seenProps = renderedProps;
        replaced = hook.getAccessToken;
        return;
      }
      if (hook.isLoading || renderedProps !== props) return;
      if (hook.getAccessToken === idle) client.reject(new Error("AuthKit could not be started"));
      else if (hook.getAccessToken !== replaced) {
        current = hook;
        client.resolve(hook);
      }
    },
  };
}

function awaitClient() {
  const client = Promise.withResolvers<AuthKitClient>();
  // A client that can't be started rejects those who ask for it, and is no unhandled rejection where there are none.
  client.promise.catch(() => undefined);
  return client;
}
