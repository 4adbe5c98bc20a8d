import { type ReactNode, StrictMode } from "react";
import { flushSync } from "react-dom";
import { type Root } from "react-dom/client";

import { AuthKit } from "../workos/authkit.tsx";
import { type AuthKitHandle } from "../workos/authkit-handle.ts";

/**
 * Renders the app inside `AuthKitProvider`.
 *
 * The provider starts the SDK in a timer behind its first effect. Where WorkOS will be asked it is mounted by itself first and the
 * app in the next task: the authorization code is then on its way, and out of the address, before a router reads that.
 *
 * @param authkit null in a build that isn't configured for WorkOS
 */
export function renderApp(
  root: Root,
  { authkit, asksWorkos }: { authkit: AuthKitHandle | null; asksWorkos: boolean },
  app: ReactNode,
): void {
  const render = (content: ReactNode) =>
    root.render(
      // Outside every error boundary: a page that crashes must not unmount the provider, which can't end what it has begun.
      <StrictMode>{authkit === null ? content : <AuthKit handle={authkit}>{content}</AuthKit>}</StrictMode>,
    );
  if (authkit === null || !asksWorkos) {
    render(app);
    return;
  }
  flushSync(() => render(null));
  setTimeout(() => render(app));
}
