import { describe, expect, it } from "vitest";

import { parseWorkosIssuers } from "./workos-variables.ts";

const known = {
  apiUrl: new URL("https://api.workos.com"),
  clientId: "client_1",
  ownOrigin: "https://console.example.com",
};
const ownIssuers = ["https://api.workos.com", "https://api.workos.com/user_management/client_1"];

describe("the issuers of WorkOS's access tokens", () => {
  it("are WorkOS's own address, alone and with the client id", () => {
    expect(parseWorkosIssuers({}, known)).toEqual(ownIssuers);
  });

  it("are a custom domain besides, whichever side it is configured for", () => {
    const customDomain = "https://auth.example.com";
    const expected = [...ownIssuers, customDomain, `${customDomain}/user_management/client_1`];
    expect(parseWorkosIssuers({}, { ...known, apiUrl: new URL(customDomain) })).toEqual(expected);
    expect(parseWorkosIssuers({ VITE_WORKOS_API_URL: `${customDomain}/` }, known)).toEqual(expected);
    expect(parseWorkosIssuers({ VITE_WORKOS_API_URL: "/" }, known)).toEqual(ownIssuers);
  });

  it("are the one of WORKOS_ISSUER where it is set, as it stands", () => {
    for (const issuer of ["http://emulator.internal:4100", "https://api.workos.com/"]) {
      expect(parseWorkosIssuers({ WORKOS_ISSUER: ` ${issuer} ` }, known)).toEqual([issuer]);
    }
  });

  it("are never the console's own origin, whose tokens are under other keys", () => {
    const apiUrl = new URL(known.ownOrigin);
    const issuers = parseWorkosIssuers({}, { ...known, apiUrl });
    expect(issuers).toContain(`${known.ownOrigin}/user_management/client_1`);
    expect(issuers).not.toContain(known.ownOrigin);
    expect(() => parseWorkosIssuers({ WORKOS_ISSUER: known.ownOrigin }, known)).toThrow("PORTICO_ORIGIN");
  });

  it.each(["api.workos.com", "ftp://api.workos.com", "https://", "https://a b", "urn:workos"])(
    "aren't %j: the variable is named",
    (issuer) => {
      expect(() => parseWorkosIssuers({ WORKOS_ISSUER: issuer }, known)).toThrow(/^WORKOS_ISSUER must be/);
    },
  );
});
