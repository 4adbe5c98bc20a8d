import { describe, expect, it } from "vitest";

import { parseCsvAccounts } from "./parse-csv-accounts.ts";
import { parseJsonAccounts } from "../accounts/parse-json-accounts.ts";
import type { ParsedAccountFile } from "../accounts/parsed-account-file.ts";
import { parseSyncedAccounts, serializeSyncedAccounts } from "../accounts/synced-accounts.ts";
import { buildTestAccount, testAddress } from "../testing/test-account.ts";

function readSkipped(file: ParsedAccountFile): unknown {
  return file.kind === "read" ? file.skipped : file.cause;
}

function readAddresses(file: ParsedAccountFile): string[] {
  return file.kind === "read" ? [...file.accounts.keys()] : [];
}

describe("a JSON file of accounts", () => {
  it("finds accounts of a JSON file by address in any case", async () => {
    const file = await parseJsonAccounts('\uFEFF[{"email":"Ada@Example.com","isConfirmed":true}]');
    expect(file).toMatchObject({ kind: "read", syncedAtMs: null, skipped: [] });
    expect(readAddresses(file)).toEqual(["ada@example.com"]);
  });

  it("accepts an empty JSON list", async () => {
    expect(await parseJsonAccounts("[]")).toMatchObject({ kind: "read", skipped: [] });
  });

  it("skips single bad entries and reports their numbers", async () => {
    const entries = [
      { email: "ada@example.com", isConfirmed: true },
      { email: "secret" },
      { email: "grace@example.com", isConfirmed: "yes" },
      { email: "linus@example.com", isConfirmed: false },
    ];
    const file = await parseJsonAccounts(JSON.stringify(entries));
    expect(readSkipped(file)).toEqual([
      { number: 2, reason: "email is not valid" },
      { number: 3, reason: "isConfirmed is not valid" },
    ]);
    expect(readAddresses(file)).toEqual(["ada@example.com", "linus@example.com"]);
  });

  it("skips both of two entries with the same address, because the wrong one could undo a removal", async () => {
    const entries = [
      { email: "ada@example.com", isConfirmed: true },
      { email: "grace@example.com", isConfirmed: true },
      { email: "ADA@example.com", isConfirmed: true, isRemoved: true },
    ];
    const file = await parseJsonAccounts(JSON.stringify(entries));
    expect(readSkipped(file)).toEqual([
      { number: 1, reason: "has the same address as 3" },
      { number: 3, reason: "has the same address as 1" },
    ]);
    expect(readAddresses(file)).toEqual(["grace@example.com"]);
  });

  it.each([
    ['{"secret"', "it is not valid JSON"],
    ["", "it is not valid JSON"],
    ['{"email":"secret@example.com"}', "it is no JSON array of accounts"],
    ['[{"email":"secret"},{}]', "none of its 2 entries can be used; number 1 email is not valid"],
  ])("is unreadable as %s", async (text, cause) => {
    expect(await parseJsonAccounts(text)).toEqual({ kind: "unreadable", cause });
  });
});

describe("a CSV file of accounts", () => {
  it("reads a CSV file with a header line and one account per line", async () => {
    const file = await parseCsvAccounts(
      [
        "\uFEFFemail,isConfirmed,firstName,lastName,requires,isRemoved,createdAt,organizationId,organizationName,organizationRole",
        'ada@example.com,TRUE,Ada,"Lovelace, Countess",,,2026-01-05,org_1,Engines,admin',
        "",
        "grace@example.com, false ,,,mfa,true,,,,",
      ].join("\r\n"),
    );
    expect(file.kind === "read" ? [...file.accounts.values()] : file).toMatchObject([
      {
        email: "ada@example.com",
        isConfirmed: true,
        lastName: "Lovelace, Countess",
        organizations: [{ id: "org_1", name: "Engines", role: "admin" }],
        requires: "nothing",
        isRemoved: false,
        createdAtMs: Date.parse("2026-01-05"),
      },
      { isConfirmed: false, firstName: null, organizations: [], requires: "mfa", isRemoved: true },
    ]);
  });

  it.each([
    ["semicolons", "email;isConfirmed;lastName\nada@example.com;true;Lovelace, Countess"],
    ["tabs", "email\tisConfirmed\tlastName\nada@example.com\ttrue\tLovelace, Countess"],
    ["vertical bars", "email|isConfirmed|lastName\nada@example.com|true|Lovelace, Countess"],
    [
      "a line sep=;",
      "\uFEFFsep=;\r\nemail;isConfirmed;lastName\r\nada@example.com;true;Lovelace, Countess\r\n",
    ],
    [
      "a line sep=; with spaces",
      "sep=; \nemail;isConfirmed;lastName\nada@example.com;true;Lovelace, Countess",
    ],
    ["quotes", '"email";"isConfirmed";"lastName"\n"ada@example.com";"TRUE";"Lovelace, Countess"'],
    ["empty columns", "email;isConfirmed;lastName;;\nada@example.com;true;Lovelace, Countess;;"],
    ["empty rows", "email;isConfirmed;lastName\n;;\nada@example.com;true;Lovelace, Countess\n;;\n;;"],
    [
      "another case",
      "E-Mail;ISCONFIRMED;LastName\nada@example.com;WAHR\nada@example.com;true;Lovelace, Countess",
    ],
    ["old line ends", "email;isConfirmed;lastName\rada@example.com;true;Lovelace, Countess\r"],
    [
      "invisible characters",
      "email;isConfirmed;lastName\n\u200Bada@example.com\u200E;true;Lovelace, Countess",
    ],
  ])("reads a CSV file as a spreadsheet writes it, with %s", async (_, text) => {
    const file = await parseCsvAccounts(text);
    expect(file.kind === "read" ? [...file.accounts.values()] : file).toMatchObject([
      { email: "ada@example.com", isConfirmed: true, lastName: "Lovelace, Countess" },
    ]);
  });

  it.each([
    ["name;isConfirmed\n", "its first line names no column email (columns separated by semicolons)"],
    [
      "email;isConfirmed;rolle\n",
      "column 3 of its first line has a name that isn't known (columns separated by semicolons)",
    ],
    ["email:isConfirmed\n", "its first line names no column email"],
  ])("names the separator that it found in %j", async (text, cause) => {
    expect(await parseCsvAccounts(text)).toEqual({ kind: "unreadable", cause });
  });

  it("skips a line with a cell in a column without a name", async () => {
    const file = await parseCsvAccounts("email;isConfirmed;\na@b.example;true;x\nc@d.example;true;\n");
    expect(readSkipped(file)).toEqual([
      { number: 2, reason: "is malformed, or has too few or too many cells" },
    ]);
    expect(readAddresses(file)).toEqual(["c@d.example"]);
  });

  it("merges the organizations of otherwise identical lines", async () => {
    const file = await parseCsvAccounts(
      "email,isConfirmed,organizationId,organizationName\na@b.example,true,org_1,One\na@b.example,true,org_2,\n",
    );
    expect(file.kind === "read" ? file.accounts.get("a@b.example")?.organizations : file).toEqual([
      { id: "org_1", name: "One", role: null },
      { id: "org_2", name: "org_2", role: null },
    ]);
  });

  it("skips all lines of an address that contradict or repeat each other", async () => {
    const file = await parseCsvAccounts(
      [
        "email,isConfirmed,requires,organizationId",
        "a@b.example,true,,org_1",
        "a@b.example,true,sso,org_2",
        "c@d.example,true,,",
        "c@d.example,true,,",
        "e@f.example,true,,",
        "g@h.example,true,,org_1",
        "g@h.example,true,,",
      ].join("\n"),
    );
    expect(readSkipped(file)).toEqual([
      { number: 2, reason: "has the same address as 3" },
      { number: 3, reason: "has the same address as 2" },
      { number: 4, reason: "has the same address as 5" },
      { number: 5, reason: "has the same address as 4" },
      { number: 7, reason: "has the same address as 8" },
      { number: 8, reason: "has the same address as 7" },
    ]);
    expect(readAddresses(file)).toEqual(["e@f.example"]);
  });

  it("skips single bad lines and reports their numbers, with the header as line 1", async () => {
    const file = await parseCsvAccounts(
      [
        "email,isConfirmed",
        "a@b.example,true",
        "secret,true",
        "c@d.example,yes",
        "e@f.example",
        "g@h.example,true,sso",
        "i@j.example,",
        "k@l.example,true",
      ].join("\n"),
    );
    expect(readSkipped(file)).toEqual([
      { number: 3, reason: "email is not valid" },
      { number: 4, reason: "isConfirmed is not valid" },
      { number: 5, reason: "is malformed, or has too few or too many cells" },
      { number: 6, reason: "is malformed, or has too few or too many cells" },
      { number: 7, reason: "isConfirmed is missing" },
    ]);
    expect(readAddresses(file)).toEqual(["a@b.example", "k@l.example"]);
  });

  it.each([
    ["", "its first line names no column email"],
    ["secret@example.com,true\n", "its first line names no column email (columns separated by commas)"],
    [
      "email,firstName\na@b.example,A\n",
      "its first line names no column isConfirmed (columns separated by commas)",
    ],
    [
      "email,isConfirmed,secret\na@b.example,true,1\n",
      "column 3 of its first line has a name that isn't known (columns separated by commas)",
    ],
    [
      "email,isConfirmed,organizations\na@b.example,true,[]\n",
      "column 3 of its first line has a name that isn't known (columns separated by commas)",
    ],
    [
      "email,isConfirmed,email\na@b.example,true,c@d.example\n",
      "its first line names a column twice (columns separated by commas)",
    ],
    ["email,isConfirmed\nsecret,true\n", "none of its 1 entries can be used; number 2 email is not valid"],
  ])("is unreadable as %j", async (text, cause) => {
    expect(await parseCsvAccounts(text)).toEqual({ kind: "unreadable", cause });
  });

  it("never reads half of a file with an unclosed quote", async () => {
    const file = await parseCsvAccounts(
      'email,isConfirmed\na@b.example,true\n"secret,true\nc@d.example,true\n',
    );
    expect(JSON.stringify(file)).not.toContain("secret");
    expect(readAddresses(file)).not.toContain("c@d.example");
    expect(file.kind === "unreadable" || file.skipped.length > 0).toBe(true);
  });
});

describe("a synced file of accounts", () => {
  const syncedAtMs = Date.parse("2026-11-20T12:00:00.000Z");

  it("reads back a synced file with the time of the sync", async () => {
    const grace = buildTestAccount({ email: testAddress("grace@example.com"), isRemoved: true });
    const text = serializeSyncedAccounts([grace, buildTestAccount()], syncedAtMs);
    const file = await parseSyncedAccounts(text);
    expect(file).toMatchObject({ kind: "read", syncedAtMs, skipped: [] });
    expect(file.kind === "read" ? [...file.accounts.values()] : file).toEqual([buildTestAccount(), grace]);
  });

  it("writes a synced file with one account per line, sorted by address", () => {
    const grace = buildTestAccount({ email: testAddress("Grace@example.com") });
    const lines = serializeSyncedAccounts([grace, buildTestAccount()], syncedAtMs).split("\n");
    expect(lines.map((line) => /"email":"([^"]*)"/.exec(line)?.[1])).toEqual([
      undefined,
      "ada@example.com",
      "Grace@example.com",
      undefined,
      undefined,
    ]);
  });

  it("accepts a synced file without accounts", async () => {
    const file = await parseSyncedAccounts(serializeSyncedAccounts([], syncedAtMs));
    expect(file).toMatchObject({ kind: "read", syncedAtMs });
  });

  it.each([
    ["[]", "no sync of this version wrote it"],
    ['{"format":"portico-accounts-2","syncedAt":"2026-11-20T12:00:00.000Z","accounts":[]}', "no sync"],
    ['{"format":"portico-accounts-1","syncedAt":"secret","accounts":[]}', "no sync"],
    ['{"format":"portico-accounts-1",', "it is not valid JSON"],
  ])("is unreadable as %s", async (text, cause) => {
    const file = await parseSyncedAccounts(text);
    expect(readSkipped(file)).toContain(cause);
  });
});
