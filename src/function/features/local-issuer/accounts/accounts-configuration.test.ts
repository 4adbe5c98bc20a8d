import { describe, expect, it } from "vitest";

import { parseAccountsConfiguration } from "./accounts-configuration.ts";

const token = "token-of-the-endpoint";

describe("parseAccountsConfiguration", () => {
  it("returns not_configured without a source, whatever the token", () => {
    expect(parseAccountsConfiguration({})).toEqual({ kind: "not_configured" });
    expect(parseAccountsConfiguration({ PORTICO_ACCOUNTS: " ", PORTICO_ACCOUNTS_TOKEN: token })).toEqual({
      kind: "not_configured",
    });
  });

  it.each([
    ["file:accounts.json", { kind: "file", path: "accounts.json", format: "json" }],
    ["file:../people/List.CSV", { kind: "file", path: "../people/List.CSV", format: "csv" }],
    ["file:/srv/accounts.json", { kind: "file", path: "/srv/accounts.json", format: "json" }],
    ["file:///srv/accounts.json", { kind: "file", path: "/srv/accounts.json", format: "json" }],
    ["file:name with spaces.json", { kind: "file", path: "name with spaces.json", format: "json" }],
    ["synced", { kind: "synced", path: "accounts.synced.json" }],
    ["synced:/srv/copy.json", { kind: "synced", path: "/srv/copy.json" }],
  ])("reads %s", (PORTICO_ACCOUNTS, configuration) => {
    expect(parseAccountsConfiguration({ PORTICO_ACCOUNTS })).toEqual(configuration);
  });

  it.each([
    "https://backend.example.com/portico/accounts?tenant=1",
    "http://localhost:4000/accounts",
    "http://accounts.localhost/",
    "http://127.0.0.1:4000/",
    "http://[::1]:4000/",
  ])("reads the endpoint %s with its token", (PORTICO_ACCOUNTS) => {
    const parsed = parseAccountsConfiguration({ PORTICO_ACCOUNTS, PORTICO_ACCOUNTS_TOKEN: ` ${token} ` });
    expect(parsed).toEqual({ kind: "http", url: new URL(PORTICO_ACCOUNTS), token });
  });

  it.each([
    "secret",
    "secret.json",
    "synced-secret",
    "synced:",
    "file:",
    "file:secret",
    "file:secret.txt",
    "file://secret.example.com/accounts.json",
    "file:sec\u0000ret.json",
    "ftp://secret.example.com/",
    "https://",
    "https://secret:secret@backend.example.com/",
    "https://backend.example.com/#secret",
    "http://secret.example.com/",
    "http://localhost.secret.example.com/",
    "http://127.0.0.1.secret.example.com/",
    "http://10.0.0.1/secret",
    "HTTPS ://secret",
  ])("refuses PORTICO_ACCOUNTS=%s and names the variable, not its value", (PORTICO_ACCOUNTS) => {
    const parse = () => parseAccountsConfiguration({ PORTICO_ACCOUNTS, PORTICO_ACCOUNTS_TOKEN: token });
    expect(parse).toThrow(/^PORTICO_ACCOUNTS must/);
    expect(parse).not.toThrow("secret");
  });

  it("requires a token for an endpoint", () => {
    const variables = { PORTICO_ACCOUNTS: "https://secret.example.com/" };
    const parse = () => parseAccountsConfiguration(variables);
    expect(parse).toThrow(/^PORTICO_ACCOUNTS_TOKEN is missing/);
    expect(parse).not.toThrow("secret");
  });

  it.each(["two words", "line\nbreak", "schlüssel"])("refuses the token %j", (PORTICO_ACCOUNTS_TOKEN) => {
    const parse = () =>
      parseAccountsConfiguration({ PORTICO_ACCOUNTS: "https://a.example/", PORTICO_ACCOUNTS_TOKEN });
    expect(parse).toThrow(/^PORTICO_ACCOUNTS_TOKEN must/);
    expect(parse).not.toThrow(PORTICO_ACCOUNTS_TOKEN);
  });
});
