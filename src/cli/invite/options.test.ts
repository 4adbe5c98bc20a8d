import { describe, expect, it } from "vitest";

import { inviteUsage, parseInviteOptions } from "./options.ts";

const variables = { WORKOS_API_KEY: "sk_secret" };
const parse = (...commandLine: string[]) => parseInviteOptions(commandLine, variables, "/lists");

describe("parseInviteOptions", () => {
  it("sends, with the state file beside the list, when no option is given", () => {
    expect(parse("people.csv")).toEqual({
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

  it("reads standard input, with the state file that --state names", () => {
    expect(parse("-", "--state", "s")).toMatchObject({ listPath: null, statePath: "/lists/s" });
    expect(parse("-", "--dry-run")).toMatchObject({ listPath: null, statePath: null });
  });

  it("parses every option that inviteUsage lists, and --help is the only other one", () => {
    const [, options = ""] = /LIST \[options\](.*)/s.exec(inviteUsage) ?? [];
    const listed = new Set(options.match(/(?<=^ {2})--[a-z-]+/gm));
    expect(listed.delete("--help")).toBe(true);
    expect(listed.size).toBe(8);
    for (const option of listed) expect(() => parse("a.csv", option)).not.toThrow("Unknown option");
  });

  it.each([
    ["", "Name exactly one list"],
    ["a.csv b.csv", "Name exactly one list"],
    ["a.csv --orgnaization org_1", "--orgnaization"],
    ["a.csv --organization acme", "In the options, the organization must be its id"],
    ["a.csv --role=", "--role must have a value"],
    ["a.csv --expires-in-days 31", "In the options, the expiry must be"],
    ["a.csv --locale German", "In the options, the locale must be"],
    ["-", "needs --state"],
    ["a.csv --report a.csv", "different files"],
    ["a.csv --state ./a.csv", "different files"],
    ["a.csv --report a.csv.invited.jsonl", "different files"],
  ])("refuses the command line %j", (line, words) => {
    expect(() => parse(...line.split(" ").filter((word) => word !== ""))).toThrow(words);
  });

  it("says which key is missing", () => {
    expect(() => parseInviteOptions(["a.csv"], {}, "/")).toThrow(
      "WORKOS_API_KEY must be set to the key of the environment to which people are invited",
    );
  });

  it.each([
    { WORKOS_API_KEY: "sk secret" },
    { WORKOS_API_KEY: '"sk_secret"' },
    { WORKOS_API_KEY: "secret" },
    { ...variables, WORKOS_API_URL: "api.workos.com" },
    { ...variables, WORKOS_API_URL: "http://api.workos.com" },
  ])("refuses the variables %j without quoting them", (given) => {
    const run = () => parseInviteOptions(["a.csv"], given, "/");
    expect(run).toThrow(/^WORKOS_API_(?:KEY|URL) must/);
    expect(run).not.toThrow("secret");
  });
});
