import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, it } from "vitest";

import type { Account } from "../../src/function/features/local-issuer/accounts/account.ts";
import { accountRecordFields } from "../../src/function/features/local-issuer/accounts/account-record.ts";
import { mayUseLocalCodes } from "../../src/function/features/local-issuer/accounts/may-use-local-codes.ts";
import { parseCsvAccounts } from "../../src/function/features/local-issuer/node/parse-csv-accounts.ts";
import { parseJsonAccounts } from "../../src/function/features/local-issuer/accounts/parse-json-accounts.ts";
import type { ParsedAccountFile } from "../../src/function/features/local-issuer/accounts/parsed-account-file.ts";
import { parseAccountsConfiguration } from "../../src/function/features/local-issuer/accounts/accounts-configuration.ts";
import { readCodeBlocks } from "./quoted-examples.ts";

const page = readFileSync(join(import.meta.dirname, "..", "..", "docs", "accounts.md"), "utf8");
const blocks = readCodeBlocks(page);
const readExample = (language: string): string =>
  blocks.find((block) => block.language === language)?.text ?? "";

function readAccounts(file: ParsedAccountFile): Account[] {
  if (file.kind !== "read") throw new Error(file.cause);
  expect(file.skipped).toEqual([]);
  return [...file.accounts.values()];
}

it("docs/accounts.md shows a JSON file that is parsed as described", async () => {
  const accounts = readAccounts(await parseJsonAccounts(readExample("json")));
  expect(accounts.map((account) => mayUseLocalCodes(account))).toEqual([
    { kind: "allowed" },
    { kind: "refused", reason: "mfa_required" },
    { kind: "refused", reason: "removed" },
  ]);
  expect(accounts[0]?.organizations).toEqual([
    { id: "org_engines", name: "Analytical Engines", role: "admin" },
  ]);
});

it("docs/accounts.md shows a CSV file that is parsed as described", async () => {
  const accounts = readAccounts(await parseCsvAccounts(readExample("csv")));
  expect(accounts.map((account) => mayUseLocalCodes(account))).toEqual([
    { kind: "allowed" },
    { kind: "refused", reason: "mfa_required" },
    { kind: "refused", reason: "removed" },
  ]);
  expect(accounts[0]?.organizations.map(({ id }) => id)).toEqual(["org_engines", "org_harbour"]);
});

it("docs/accounts.md has a line for each field, and no others", () => {
  const [, table = ""] = /## The fields\n(.*?)\n\n[A-Z]/s.exec(page) ?? [];
  const named = [...table.matchAll(/^\| (`[^|]*`) +\|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  );
  expect(new Set(named)).toEqual(accountRecordFields);
  expect(named).toHaveLength(accountRecordFields.size);
});

it("docs/accounts.md names sources that PORTICO_ACCOUNTS accepts", () => {
  const [, table = ""] = /\| `PORTICO_ACCOUNTS`(.*?)\n\n/s.exec(page) ?? [];
  const values = [...table.matchAll(/`((?:file|https|synced)[^`]*)`/g)].map(([, value = ""]) => value);
  expect(values).toHaveLength(5);
  for (const value of values) {
    const variables = { PORTICO_ACCOUNTS: value, PORTICO_ACCOUNTS_TOKEN: "t" };
    expect(parseAccountsConfiguration(variables).kind).not.toBe("not_configured");
  }
});
