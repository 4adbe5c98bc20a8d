import { execFile } from "node:child_process";
import { once } from "node:events";

import { describe, expect, it } from "vitest";

import { mockClientId } from "./development-credentials.ts";
import { startMockServer } from "./mock-server.ts";

const registered = { redirectUris: [], logoutUris: [], allowedOrigins: [] };

describe("the mock on a port of its own", () => {
  it("answers under whichever name it is reached, and 404 outside WorkOS's paths", async () => {
    const listen = { port: 0, host: "127.0.0.1", originOf: (port: number) => `http://auth.test:${port}` };
    const server = await startMockServer(listen, registered);
    try {
      expect(server.origin).toBe(`http://auth.test:${server.port}`);
      const address = `http://127.0.0.1:${server.port}`;
      expect((await fetch(`${address}/sso/jwks/${mockClientId}`)).status).toBe(200);
      expect((await fetch(`${address}/anything`)).status).toBe(404);
    } finally {
      await server.close();
    }
  });

  it("closes at once while a request hangs", async () => {
    const listen = { port: 0, host: "127.0.0.1", originOf: (port: number) => `http://127.0.0.1:${port}` };
    const server = await startMockServer(listen, registered);
    server.workos.faults.set([{ path: "/sso", kind: "hang", times: 1 }]);
    const held = fetch(`${server.origin}/sso/jwks/${mockClientId}`);
    // Answered in turn: until its fault is used up the hanging request has not arrived.
    while (server.workos.faults.list().length > 0) await fetch(`${server.origin}/mock/mailbox.json`);
    await server.close();
    await expect(held).rejects.toThrow("fetch failed");
  });

  it("starts from the command line, prints one address and stops on SIGTERM", async () => {
    const command = ["src/mocks/standalone.ts", "--port", "0", "--app-origin", "http://localhost:4300"];
    const child = execFile(process.execPath, command);
    const printed: string = await new Promise((resolve) => child.stdout?.once("data", resolve));
    const address = /^Mocked WorkOS listens on (http:\/\/localhost:[0-9]+)\n$/.exec(printed)?.[1];
    expect(address).toBeDefined();
    expect((await fetch(`${address}/mock/mailbox.json`)).status).toBe(200);
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("explains itself when it is called wrongly", async () => {
    const child = execFile(process.execPath, ["src/mocks/standalone.ts"]);
    const told: string = await new Promise((resolve) => child.stderr?.once("data", resolve));
    expect(told).toContain("--app-origin");
    expect(await once(child, "exit")).toEqual([2, null]);
  });
});
