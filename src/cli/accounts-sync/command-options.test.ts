import { describe, expect, it } from "vitest";

import { parseSyncCommand } from "./command-options.ts";

const variables = { WORKOS_API_KEY: "sk_secret" };

describe("parseSyncCommand", () => {
  it("copies into the default file, resuming and writing", () => {
    expect(parseSyncCommand([], variables)).toEqual({
      path: "accounts.synced.json",
      access: { apiKey: "sk_secret", apiUrl: new URL("https://api.workos.com") },
      isDryRun: false,
      isRestart: false,
      acceptsRemovals: false,
    });
  });

  it.each([
    ["--dry-run", { isDryRun: true, isRestart: false, acceptsRemovals: false }],
    ["--restart", { isDryRun: false, isRestart: true, acceptsRemovals: false }],
    ["--accept-removals", { isDryRun: false, isRestart: false, acceptsRemovals: true }],
  ])("reads %s", (option, options) => {
    expect(parseSyncCommand([option], variables)).toMatchObject(options);
  });

  it.each([
    ["synced", "accounts.synced.json"],
    ["synced:/srv/copy.json", "/srv/copy.json"],
    // Another source is in use: its file is none that a sync may replace.
    ["file:people.json", "accounts.synced.json"],
  ])("with PORTICO_ACCOUNTS=%s writes %s", (PORTICO_ACCOUNTS, path) => {
    expect(parseSyncCommand([], { ...variables, PORTICO_ACCOUNTS }).path).toBe(path);
  });

  it("asks the WorkOS that the function asks", () => {
    const parsed = parseSyncCommand([], { ...variables, VITE_WORKOS_API_URL: "http://localhost:4100" });
    expect(parsed.access.apiUrl.port).toBe("4100");
  });

  it.each([{}, { WORKOS_API_KEY: " " }, { WORKOS_API_KEY: "sk secret" }])("refuses %j", (given) => {
    const parse = () => parseSyncCommand([], given);
    expect(parse).toThrow("WORKOS_API_KEY must be set");
    expect(parse).not.toThrow("secret");
  });

  it.each(["--unknown", "argument"])("refuses %s", (argument) => {
    expect(() => parseSyncCommand([argument], variables)).toThrow(argument);
  });
});
