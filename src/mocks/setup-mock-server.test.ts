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

  it("plays a lost connection as a network error, and a hang until the faults are cleared", async () => {
    const { workos, server: listening } = setupMockServer(options);
    server = listening;
    const jwks = `${testAddresses.origin}/sso/jwks/client_portico_mock`;
    workos.faults.set([
      { path: "/sso", kind: "reset", times: 1 },
      { path: "/sso", kind: "hang" },
    ]);
    await expect(fetch(jwks)).rejects.toThrow(/fetch/);
    const held = fetch(jwks).then(({ status }) => status);
    const other = fetch(`${testAddresses.origin}/mock/mailbox.json`).then(() => "waiting");
    expect(await Promise.race([held, other])).toBe("waiting");
    workos.faults.clear();
    expect(await held).toBe(200);
  });

  it("lets go of a hanging request that is given up", async () => {
    const { workos, server: listening } = setupMockServer(options);
    server = listening;
    workos.faults.set([{ path: "/sso", kind: "hang" }]);
    const leaving = new AbortController();
    const held = fetch(`${testAddresses.origin}/sso/jwks/client_portico_mock`, { signal: leaving.signal });
    leaving.abort();
    await expect(held).rejects.toThrow("aborted");
  });

  it("makes every other request an error", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    ({ server } = setupMockServer(options));
    await expect(fetch("http://elsewhere.test/")).rejects.toThrow();
    logged.mockRestore();
  });
});
