import { describe, expect, it } from "vitest";

import { setSocketAddressHeader } from "./client-address-header.ts";

describe("setSocketAddressHeader", () => {
  it("takes the place of every header of that name, however it is spelled", () => {
    const incoming = {
      rawHeaders: [
        "Portico-Client-Address",
        "203.0.113.1",
        "Host",
        "portico-client-address",
        "portico-client-address",
        "203.0.113.2",
      ],
      socket: { remoteAddress: "192.0.2.1" },
    };
    setSocketAddressHeader(incoming);
    expect(incoming.rawHeaders).toEqual([
      "Host",
      "portico-client-address",
      "portico-client-address",
      "192.0.2.1",
    ]);
  });

  it("says nothing where the socket is gone", () => {
    const incoming = { rawHeaders: [], socket: {} };
    setSocketAddressHeader(incoming);
    expect(incoming.rawHeaders).toEqual(["portico-client-address", ""]);
  });
});
