import { describe, expect, it } from "vitest";

import { mockSealingKeys } from "../../../mocks/development-credentials.ts";
import { parseFunctionConfiguration } from "./function-configuration.ts";

const secret = "93CrtotIhEUWwhvt4tYJcbupth1FDbY1QHr8hLtMvMA";
const olderSecret = "GbNO5POtwUlXEQPrxEGbhOLvSDGmUMbCHVycDlQxneQ";
const complete = {
  WORKOS_API_KEY: "sk_test_1",
  WORKOS_CLIENT_ID: "client_1",
  PORTICO_ORIGIN: "https://console.example.com",
  PORTICO_KEYS: `k2:${secret},k1:${olderSecret}`,
};

describe("parseFunctionConfiguration", () => {
  it("reads a complete configuration, with WorkOS's own address by default", () => {
    const configuration = parseFunctionConfiguration(complete);
    expect(configuration).toMatchObject({
      kind: "configured",
      ownOrigins: { main: "https://console.example.com" },
      sealingKeys: [{ id: "k2" }, { id: "k1" }],
      workos: { apiKey: "sk_test_1", clientId: "client_1" },
    });
    expect(configuration.kind === "configured" && configuration.workos.apiUrl.href).toBe(
      "https://api.workos.com/",
    );
  });

  it("falls back to the public client id and API address", () => {
    const { WORKOS_CLIENT_ID: _, ...rest } = complete;
    const configuration = parseFunctionConfiguration({
      ...rest,
      WORKOS_API_URL: " ",
      VITE_WORKOS_CLIENT_ID: "client_public",
      VITE_WORKOS_API_URL: "http://localhost:4100",
    });
    expect(configuration).toMatchObject({ workos: { clientId: "client_public" } });
    expect(configuration.kind === "configured" && configuration.workos.apiUrl.port).toBe("4100");
  });

  it("prefers the function's own API address to the public one", () => {
    const configuration = parseFunctionConfiguration({
      ...complete,
      WORKOS_API_URL: "https://auth.example.com/",
      VITE_WORKOS_CLIENT_ID: "client_1",
      VITE_WORKOS_API_URL: "https://public.example.com",
    });
    expect(configuration).toMatchObject({ workos: { clientId: "client_1" } });
    expect(configuration.kind === "configured" && configuration.workos.apiUrl.hostname).toBe(
      "auth.example.com",
    );
  });

  it("refuses two client ids, because it would refuse every token of the page's", () => {
    const variables = { ...complete, VITE_WORKOS_CLIENT_ID: "client_public" };
    expect(() => parseFunctionConfiguration(variables)).toThrow(
      /^WORKOS_CLIENT_ID differs from VITE_WORKOS_CLIENT_ID: .*tokens.*Set both/,
    );
  });

  it.each(["WORKOS_API_KEY", "WORKOS_CLIENT_ID", "PORTICO_KEYS", "PORTICO_ORIGIN"])(
    "returns not_configured and names the variable without %s",
    (name) => {
      expect(parseFunctionConfiguration({ ...complete, [name]: "" })).toEqual({
        kind: "not_configured",
        missingVariables: [name],
      });
    },
  );

  it.each([
    ["PORTICO_KEYS", "nonsense"],
    ["PORTICO_KEYS", "k1:tooshort"],
    ["PORTICO_KEYS", `k1:${secret}AAAA`],
    ["PORTICO_KEYS", `k1:${secret},`],
    ["PORTICO_KEYS", `k1:${secret},k1:${secret}`],
    ["PORTICO_KEYS", `k 1:${secret}`],
    ["PORTICO_KEYS", `k1:${"+".repeat(43)}`],
    ["PORTICO_KEYS", `k1:${"A".repeat(43)}`],
    ["PORTICO_KEYS", `k1:${"B".repeat(42)}A`],
    ["PORTICO_KEYS", `k2:${secret},k1:${secret}`],
    ["PORTICO_KEYS", mockSealingKeys],
    ["PORTICO_KEYS", `k2:${secret},${mockSealingKeys.replace("dev", "k1")}`],
    ["PORTICO_ORIGIN", "console.example.com"],
    ["PORTICO_ORIGIN", "https://console.example.com/app"],
    ["PORTICO_ORIGIN", "https://console.example.com:443"],
    ["PORTICO_ORIGIN", "http://console.example.com"],
    ["PORTICO_ORIGIN", "http://localhost.example.com"],
    ["PORTICO_ORIGIN", "http://127.0.0.1:4300"],
    ["PORTICO_ORIGIN", "https://user@console.example.com"],
    ["PORTICO_ORIGIN", "null"],
    ["WORKOS_API_URL", "api.workos.com"],
    ["WORKOS_API_URL", "https://api.workos.com/v1"],
    ["WORKOS_API_URL", "ftp://api.workos.com"],
    ["WORKOS_API_URL", "https://user:password@api.workos.com"],
    ["WORKOS_API_URL", "http://api.workos.com"],
    ["VITE_WORKOS_API_URL", "http://auth.example.com"],
    ["VITE_WORKOS_API_URL", "auth.example.com"],
    ["VITE_WORKOS_API_URL", "https://auth.example.com/v1"],
    ["WORKOS_API_KEY", "sk test"],
    ["WORKOS_CLIENT_ID", "client\n1"],
  ])("refuses to start with %s=%j and names the variable, not its value", (name, value) => {
    const start = () => parseFunctionConfiguration({ ...complete, [name]: value });
    expect(start).toThrow(name);
    expect(start).not.toThrow(secret);
  });

  it.each([
    "http://localhost",
    "http://localhost:4300",
    "http://console.localhost:5173",
    "https://a.example:8443",
  ])("accepts %s as an origin", (origin) => {
    expect(parseFunctionConfiguration({ ...complete, PORTICO_ORIGIN: origin })).toMatchObject({
      ownOrigins: { main: origin, listed: [origin] },
    });
  });
});
