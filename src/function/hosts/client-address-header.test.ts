import { createServer } from "node:http";

import { getRequestListener } from "@hono/node-server";
import { describe, expect, it, onTestFinished } from "vitest";

import { setSocketAddressHeader, socketAddressHeader } from "./client-address-header.ts";

describe("setSocketAddressHeader", () => {
  it("replaces every header of that name in any case", () => {
    const incoming = {
      rawHeaders: [
        "Portico-Client-Address",
        "203.0.113.1",
        "Host",
        "portico-client-address",
        "portico-client-address",
        "203.0.113.2",
      ],
      headers: { "portico-client-address": "203.0.113.1, 203.0.113.2" },
      socket: { remoteAddress: "192.0.2.1" },
    };
    setSocketAddressHeader(incoming);
    expect(incoming.rawHeaders).toEqual([
      "Host",
      "portico-client-address",
      "portico-client-address",
      "192.0.2.1",
    ]);
    expect(incoming.headers).toEqual({ "portico-client-address": "192.0.2.1" });
  });

  // Hono's adapter for Node looks a header up in what Node has parsed, and not in the raw headers, until something lists them all.
  it.each(["GET", "POST"])("is found by who looks up only this header of a %s", async (method) => {
    const listener = getRequestListener(
      (request) => new Response(request.headers.get(socketAddressHeader) ?? "none"),
      { overrideGlobalObjects: false },
    );
    const server = createServer((incoming, outgoing) => {
      setSocketAddressHeader(incoming);
      void listener(incoming, outgoing);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const address = server.address();
    const port = typeof address === "object" ? String(address?.port) : "";
    for (const claims of [[], ["203.0.113.1"], ["203.0.113.1", "203.0.113.2"]]) {
      const headers = new Headers(claims.map((claim) => [socketAddressHeader, claim]));
      const response = await fetch(`http://127.0.0.1:${port}/`, { method, headers });
      expect(await response.text()).toBe("127.0.0.1");
    }
  });

  it("omits the header when the socket is closed", () => {
    const incoming = { rawHeaders: [], headers: {}, socket: {} };
    setSocketAddressHeader(incoming);
    expect(incoming.rawHeaders).toEqual(["portico-client-address", ""]);
  });
});
