// @vitest-environment jsdom
import type { SetupServer } from "msw/node";
import { afterEach, describe, expect, it, vi } from "vitest";

import { setupMockServer } from "./setup-mock-server.ts";
import { testAddresses } from "./workos/mock-client.ts";

const options = {
  origin: testAddresses.origin,
  redirectUris: [testAddresses.callback],
  logoutUris: [testAddresses.signedOut],
  allowedOrigins: [testAddresses.app],
};

describe("setupMockServer", () => {
  let server: SetupServer | undefined;
  afterEach(() => server?.close());

  it("answers for WorkOS in the browser-like environment too", async () => {
    ({ server } = setupMockServer(options));
    const response = await fetch(`${testAddresses.origin}/sso/jwks/client_portico_mock`);
    expect(await response.json()).toMatchObject({ keys: [{ alg: "RS256" }] });
  });

  it("makes every other request an error", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    ({ server } = setupMockServer(options));
    await expect(fetch("http://elsewhere.test/")).rejects.toThrow();
    logged.mockRestore();
  });
});
