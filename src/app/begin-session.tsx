import { StrictMode } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";

import { type PublicConfig } from "../config/public-config.ts";
import { AuthKit } from "../workos/authkit.tsx";
import { type StartedSession, startSession } from "./start-session.ts";

/**
 * Starts everything that knows of the session, and mounts `AuthKitProvider`. Resolves when the app may be rendered: the provider starts
 * the SDK in a timer behind its first effect, and an authorization code has to be on its way, and out of the address, before a
 * router reads that.
 */
export async function beginSession(config: PublicConfig): Promise<StartedSession> {
  const started = startSession(config);
  const { authkit, asksWorkos } = started;
  if (authkit !== null) {
    // In a root of its own: whatever becomes of the pages, the provider, which can't end what it has begun, stays mounted.
    const root = createRoot(document.createElement("div"));
    flushSync(() =>
      root.render(
        <StrictMode>
          <AuthKit handle={authkit} />
        </StrictMode>,
      ),
    );
  }
  if (asksWorkos) await new Promise((resolve) => setTimeout(resolve));
  return started;
}
