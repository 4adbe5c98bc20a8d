import { describe, expect, it } from "vitest";

import { accessTokens } from "./access-tokens.ts";
import { parseWorkosIssuers } from "./trust-workos.ts";

const known = {
  apiUrl: new URL("https://api.workos.com"),
  clientId: "client_1",
  ownOrigin: "https://console.example.com",
};
const ownIssuers = ["https://api.workos.com", "https://api.workos.com/user_management/client_1"];

describe("the issuers of WorkOS's access tokens", () => {
  it("accepts WorkOS's own address as an issuer, bare and with the client id", () => {
    expect(parseWorkosIssuers({}, known)).toEqual(ownIssuers);
  });

  it("also accepts a custom domain, whether it is configured for the browser or the function", () => {
    const customDomain = "https://auth.example.com";
    const expected = [...ownIssuers, customDomain, `${customDomain}/user_management/client_1`];
    expect(parseWorkosIssuers({}, { ...known, apiUrl: new URL(customDomain) })).toEqual(expected);
    expect(parseWorkosIssuers({ VITE_WORKOS_API_URL: `${customDomain}/` }, known)).toEqual(expected);
    expect(parseWorkosIssuers({ VITE_WORKOS_API_URL: "/" }, known)).toEqual(ownIssuers);
  });

  it("accepts only WORKOS_ISSUER, unchanged, when it is set", () => {
    for (const issuer of ["http://emulator.internal:4100", "https://api.workos.com/"]) {
      expect(parseWorkosIssuers({ WORKOS_ISSUER: ` ${issuer} ` }, known)).toEqual([issuer]);
    }
  });

  it("never accepts the console's own origin as a WorkOS issuer", () => {
    const apiUrl = new URL(known.ownOrigin);
    const issuers = parseWorkosIssuers({}, { ...known, apiUrl });
    expect(issuers).toContain(`${known.ownOrigin}/user_management/client_1`);
    expect(issuers).not.toContain(known.ownOrigin);
    expect(() => parseWorkosIssuers({ WORKOS_ISSUER: known.ownOrigin }, known)).toThrow("PORTICO_ORIGIN");
  });

  it.each(["api.workos.com", "ftp://api.workos.com", "https://", "https://a b", "urn:workos"])(
    "refuses WORKOS_ISSUER=%j and names the variable",
    (issuer) => {
      expect(() => parseWorkosIssuers({ WORKOS_ISSUER: issuer }, known)).toThrow(/^WORKOS_ISSUER must be/);
      expect(() => accessTokens.configure({ WORKOS_ISSUER: issuer })).toThrow(/^WORKOS_ISSUER must be/);
    },
  );
});
