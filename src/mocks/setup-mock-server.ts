import { type SetupServer, setupServer } from "msw/node";

import { createMockWorkos, type MockWorkos, type MockWorkosOptions } from "./workos/mock-workos.ts";

/**
 * A mocked WorkOS in front of the whole network, for vitest: it listens from now on, and a request that it doesn't answer is an
 * error. The caller closes the server.
 */
export function setupMockServer(options: MockWorkosOptions): { workos: MockWorkos; server: SetupServer } {
  const workos = createMockWorkos(options);
  const server = setupServer(...workos.handlers);
  server.listen({ onUnhandledFrame: "error" });
  return { workos, server };
}
