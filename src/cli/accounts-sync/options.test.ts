import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { projectDirectory } from "../run-command.ts";
import { parseSyncOptions } from "./options.ts";

const variables = { WORKOS_API_KEY: "sk_secret" };

describe("parseSyncOptions", () => {
  it("writes the default file and resumes when no option is given", () => {
    expect(parseSyncOptions([], variables)).toEqual({
      path: join(projectDirectory, "accounts.synced.json"),
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
    expect(parseSyncOptions([option], variables)).toMatchObject(options);
  });

  it.each([
    ["synced", join(projectDirectory, "accounts.synced.json")],
    ["synced:/srv/copy.json", "/srv/copy.json"],
    // A list of the team's own must not be replaced.
    ["file:people.json", join(projectDirectory, "accounts.synced.json")],
  ])("writes the copy of PORTICO_ACCOUNTS=%s to %s", (PORTICO_ACCOUNTS, path) => {
    expect(parseSyncOptions([], { ...variables, PORTICO_ACCOUNTS }).path).toBe(path);
  });

  it("reads the same WorkOS as the function", () => {
    const parsed = parseSyncOptions([], { ...variables, VITE_WORKOS_API_URL: "http://localhost:4100" });
    expect(parsed.access.apiUrl.port).toBe("4100");
  });

  it.each([{}, { WORKOS_API_KEY: " " }, { WORKOS_API_KEY: "sk secret" }])(
    "refuses the variables %j without quoting them",
    (given) => {
      const parse = () => parseSyncOptions([], given);
      expect(parse).toThrow(/^WORKOS_API_KEY must/);
      expect(parse).not.toThrow("secret");
    },
  );

  it.each(["--unknown", "argument"])("refuses the unknown argument %s", (argument) => {
    expect(() => parseSyncOptions([argument], variables)).toThrow(argument);
  });
});
