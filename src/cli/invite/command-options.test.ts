import { describe, expect, it } from "vitest";

import { inviteUsage, parseInviteCommand } from "./command-options.ts";

const variables = { WORKOS_API_KEY: "sk_secret" };
const parse = (...commandLine: string[]) => parseInviteCommand(commandLine, variables, "/lists");

describe("parseInviteCommand", () => {
  it("keeps its state beside the list, and sends", () => {
    expect(parse("people.csv")).toEqual({
      kind: "run",
      listPath: "/lists/people.csv",
      statePath: "/lists/people.csv.invited.jsonl",
      reportPath: null,
      defaults: { organizationId: null, roleSlug: null, expiresInDays: null, locale: null },
      isDryRun: false,
      acceptsNewKey: false,
      access: { apiKey: "sk_secret", apiUrl: new URL("https://api.workos.com") },
    });
  });

  it("reads every option", () => {
    const line =
      "p.csv --organization org_1 --role admin --expires-in-days 30 --locale de --dry-run --report r --state /s --new-key";
    expect(parse(...line.split(" "))).toMatchObject({
      statePath: "/s",
      reportPath: "/lists/r",
      defaults: { organizationId: "org_1", roleSlug: "admin", expiresInDays: "30", locale: "de" },
      isDryRun: true,
      acceptsNewKey: true,
    });
  });

  it("reads standard input, with its state where it is told", () => {
    expect(parse("-", "--state", "s")).toMatchObject({ listPath: null, statePath: "/lists/s" });
    expect(parse("-", "--dry-run")).toMatchObject({ listPath: null, statePath: null });
  });

  it("explains itself without a list and without a key", () => {
    expect(parseInviteCommand(["--help"], {}, "/")).toEqual({ kind: "help" });
    const [, options = ""] = /LIST \[options\](.*)/s.exec(inviteUsage) ?? [];
    expect(options.match(/^ {2}--[a-z-]+/gm)).toHaveLength(9);
  });

  it.each([
    ["", "Name one list"],
    ["a.csv b.csv", "Name one list"],
    ["a.csv --orgnaization org_1", "--orgnaization"],
    ["a.csv --organization acme", "Of the options the organization must be its id"],
    ["a.csv --role=", "--role must have a value"],
    ["a.csv --expires-in-days 31", "Of the options the expiry must be"],
    ["a.csv --locale German", "Of the options the locale must be"],
    ["-", "needs --state"],
    ["a.csv --report a.csv", "different files"],
    ["a.csv --state ./a.csv", "different files"],
    ["a.csv --report a.csv.invited.jsonl", "different files"],
  ])("refuses %j", (line, words) => {
    expect(() => parse(...line.split(" ").filter((word) => word !== ""))).toThrow(words);
  });

  it.each([{}, { WORKOS_API_KEY: "sk secret" }])("refuses a key such as in %j", (given) => {
    const run = () => parseInviteCommand(["a.csv"], given, "/");
    expect(run).toThrow(
      "WORKOS_API_KEY must be set to the key of the environment to which people are invited",
    );
    expect(run).not.toThrow("secret");
  });
});
