import { setupWorker } from "msw/browser";

import { createMockWorkos } from "./workos/mock-workos.ts";

/**
 * Mocks WorkOS inside this page with a service worker, for previews that have no server of their own.
 * A worker sees fetches alone: the hosted page, being a top-level navigation, still needs the server's mock. Both share their
 * keys, so a code from the one is exchanged by the other.
 */
export async function startMockWorker(): Promise<void> {
  const { origin } = location;
  const workos = createMockWorkos({
    origin,
    redirectUris: [`${origin}/auth/workos/callback`, `${origin}/auth/magic-link/callback`],
    logoutUris: [`${origin}/signed-out`],
    allowedOrigins: [origin],
  });
  await setupWorker(...workos.handlers).start({ onUnhandledFrame: "bypass", quiet: true });
}
