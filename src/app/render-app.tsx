import { type ReactNode, StrictMode } from "react";
import { flushSync } from "react-dom";
import { hydrateRoot, type Root } from "react-dom/client";

import { AuthKit } from "../workos/authkit.tsx";
import { type AuthKitHandle } from "../workos/authkit-handle.ts";

/** @param authkit null in a build that isn't configured for WorkOS */
export function wrapApp(authkit: AuthKitHandle | null, app: ReactNode): ReactNode {
  return (
    // Outside every error boundary: a page that crashes must not unmount the provider, which can't end what it has begun.
    <StrictMode>{authkit === null ? app : <AuthKit handle={authkit}>{app}</AuthKit>}</StrictMode>
  );
}

/**
 * Renders the app inside `AuthKitProvider`.
 *
 * The provider starts the SDK in a timer behind its first effect. Where WorkOS will be asked it is mounted by itself first and the
 * app in the next task: the authorization code is then on its way, and out of the address, before a router reads that.
 */
export function renderApp(
  root: Root,
  { authkit, asksWorkos }: { authkit: AuthKitHandle | null; asksWorkos: boolean },
  app: ReactNode,
): void {
  if (authkit === null || !asksWorkos) {
    root.render(wrapApp(authkit, app));
    return;
  }
  flushSync(() => root.render(wrapApp(authkit, null)));
  setTimeout(() => root.render(wrapApp(authkit, app)));
}

/** Makes what the build has rendered the app's, before the browser paints again. */
export function hydrateApp(place: Element, authkit: AuthKitHandle | null, app: ReactNode): void {
  flushSync(() => hydrateRoot(place, wrapApp(authkit, app)));
}
