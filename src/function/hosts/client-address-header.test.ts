import { describe, expect, it } from "vitest";

import { setSocketAddressHeader } from "./client-address-header.ts";

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

  it("omits the header when the socket is closed", () => {
    const incoming = { rawHeaders: [], socket: {} };
    setSocketAddressHeader(incoming);
    expect(incoming.rawHeaders).toEqual(["portico-client-address", ""]);
  });
});
