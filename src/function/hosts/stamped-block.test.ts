import { describe, expect, it } from "vitest";

import { findWorkosOrigin, readStampedBlock, requireSameBuild } from "./stamped-block.ts";

const ownOrigin = "https://console.example.com";

function page(block: unknown): string {
  const json = JSON.stringify(block).replaceAll("<", "\\u003c");
  return `<html>\n<script type="application/json" id="portico-config">${json}</script>\n</html>`;
}

const unstamped = { workosClientId: null, workosApiUrl: null, workosRedirectUri: null };

describe("the stamped block", () => {
  it.each([
    [{ workosClientId: "client_1", workosApiUrl: null, workosRedirectUri: null }, "https://api.workos.com"],
    [{ workosClientId: "client_1", workosApiUrl: "https://auth.example.com/" }, "https://auth.example.com"],
    [{ workosClientId: "client_1", workosApiUrl: "http://localhost:4100" }, "http://localhost:4100"],
    [{ workosClientId: "client_1", workosApiUrl: "/" }, ownOrigin],
    [{ workosClientId: null, workosApiUrl: "https://auth.example.com" }, null],
  ])("allows for %j the origin %j", (block, expected) => {
    expect(findWorkosOrigin(readStampedBlock(page({ ...unstamped, ...block })), ownOrigin)).toBe(expected);
  });

  it.each(["", "<html></html>", page({}), page("x"), page({ ...unstamped, workosApiUrl: "http://" })])(
    "throws on a page without a valid configuration block: %s",
    (html) => {
      expect(() => readStampedBlock(html)).toThrow();
    },
  );

  it.each([
    ["WORKOS_CLIENT_ID", "client_2", {}],
    ["VITE_WORKOS_CLIENT_ID", "client_2", {}],
    ["VITE_WORKOS_CLIENT_ID", "client_1", { workosClientId: null }],
    ["VITE_WORKOS_API_URL", "https://other.example.com", {}],
    ["VITE_WORKOS_API_URL", "https://api.workos.com", { workosApiUrl: "https://auth.example.com" }],
    ["VITE_WORKOS_API_URL", "https://auth.example.com:8443", { workosApiUrl: "https://auth.example.com" }],
    ["VITE_WORKOS_API_URL", "", { workosApiUrl: "http://auth.example.com" }],
    ["VITE_WORKOS_REDIRECT_URI", "https://console.example.com/other", {}],
    ["VITE_WORKOS_REDIRECT_URI", "", { workosRedirectUri: "https://elsewhere.example/auth/workos/callback" }],
    [
      "VITE_WORKOS_REDIRECT_URI",
      "",
      { workosRedirectUri: "http://console.example.com/auth/workos/callback" },
    ],
    ["VITE_WORKOS_API_URL", "", { workosApiUrl: "/" }],
  ])("refuses %s=%j for a build with %j", (name, value, more) => {
    const block = { ...unstamped, workosClientId: "client_1", ...more };
    expect(() => requireSameBuild(block, { [name]: value }, ownOrigin)).toThrow(new RegExp(`^${name} `));
  });

  it.each([
    [{ WORKOS_CLIENT_ID: "client_1", VITE_WORKOS_CLIENT_ID: " client_1 " }, {}],
    [{ VITE_WORKOS_API_URL: "https://api.workos.com/" }, {}],
    [{ WORKOS_API_URL: "https://other.example.com" }, {}],
    [{ WORKOS_CLIENT_ID: "client_2" }, { workosClientId: null }],
    [{}, { workosRedirectUri: "/auth/workos/callback" }],
  ])("accepts %j for a build with %j", (variables, more) => {
    const block = { ...unstamped, workosClientId: "client_1", ...more };
    expect(() => requireSameBuild(block, variables, ownOrigin)).not.toThrow();
  });
});
