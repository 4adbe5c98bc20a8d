import { mkdtemp, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { LogEvent } from "../../../core/logging/log-entry.ts";
import { serializeSyncedAccounts } from "../accounts/synced-accounts.ts";
import { buildTestAccount, testAddress } from "../testing/test-account.ts";
import { createAccountDirectory } from "./create-account-directory.ts";
import { type AccountFileFormat, openFileAccountDirectory } from "./file-account-directory.ts";

const startMs = Date.parse("2026-11-20T12:00:00.000Z");
const dayMs = 24 * 60 * 60 * 1000;

let directory: string;
let nowMs: number;
let log: LogEvent[];
let writes: number;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "portico-accounts-"));
  nowMs = startMs;
  log = [];
  writes = 0;
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const open = (name: string, format: AccountFileFormat) =>
  openFileAccountDirectory({
    path: join(directory, name),
    format,
    now: () => nowMs,
    writeLog: (_, event) => void log.push(event),
  });

/** Writes the file with a distinct time: two writes within the clock's resolution would look the same. */
async function write(name: string, text: string): Promise<void> {
  await writeFile(join(directory, name), text);
  writes += 1;
  await utimes(join(directory, name), writes, writes);
}

const listOf = (...emails: string[]) => JSON.stringify(emails.map((email) => ({ email, isConfirmed: true })));
const ada = testAddress("ADA@example.com");
const grace = testAddress("grace@example.com");
const eventsAfterStart = () => log.slice(1);

const writeCopy = (ageMs: number) =>
  write("copy.json", serializeSyncedAccounts([buildTestAccount()], startMs - ageMs));

const create = (configuration: Parameters<typeof createAccountDirectory>[0]["configuration"]) =>
  createAccountDirectory({
    configuration,
    baseDirectory: directory,
    fetch: () => Promise.resolve(Response.json({ email: "ada@example.com", isConfirmed: true })),
    now: () => nowMs,
    writeLog: (_, event) => void log.push(event),
  });

describe("a file of accounts", () => {
  it("reads the file at start and finds accounts by any spelling of their address", async () => {
    await write("accounts.json", listOf("ada@example.com"));
    const accounts = await open("accounts.json", "json");
    expect(await accounts.find(ada)).toMatchObject({ kind: "found", account: { email: "ada@example.com" } });
    expect(await accounts.find(grace)).toEqual({ kind: "absent" });
    expect(log).toEqual([{ event: "accounts_read", accounts: 1, ageSeconds: null }]);
  });

  it("reads a CSV file", async () => {
    await write("accounts.csv", "email,isConfirmed\nada@example.com,true\n");
    expect(await (await open("accounts.csv", "csv")).find(ada)).toMatchObject({ kind: "found" });
  });

  it("checks the file again after a second, and not before", async () => {
    await write("accounts.json", listOf("ada@example.com"));
    const accounts = await open("accounts.json", "json");
    await write("accounts.json", listOf("grace@example.com"));
    nowMs += 999;
    expect(await accounts.find(grace)).toEqual({ kind: "absent" });
    nowMs += 1;
    expect(await accounts.find(grace)).toMatchObject({ kind: "found" });
    expect(await accounts.find(ada)).toEqual({ kind: "absent" });
    expect(eventsAfterStart()).toEqual([{ event: "accounts_read", accounts: 1, ageSeconds: null }]);
  });

  it("reads the file once for parallel lookups, all of which get the new accounts", async () => {
    await write("accounts.json", listOf("ada@example.com"));
    const accounts = await open("accounts.json", "json");
    await write("accounts.json", listOf("grace@example.com"));
    nowMs += 1000;
    const found = await Promise.all([grace, grace, grace].map((email) => accounts.find(email)));
    expect(found.map(({ kind }) => kind)).toEqual(["found", "found", "found"]);
    expect(eventsAfterStart()).toHaveLength(1);
  });

  it("notices a replacement with the same size and time", async () => {
    await write("accounts.json", listOf("ada@example.com"));
    const accounts = await open("accounts.json", "json");
    await write("other.json", listOf("eve@example.com"));
    await utimes(join(directory, "other.json"), 1, 1);
    await rename(join(directory, "other.json"), join(directory, "accounts.json"));
    nowMs += 1000;
    expect(await accounts.find(testAddress("eve@example.com"))).toMatchObject({ kind: "found" });
  });

  it.each([
    ["breaks", async () => await write("accounts.json", '[{"secret'), "it is not valid JSON"],
    [
      "has no usable entry",
      async () => await write("accounts.json", '[{"email":"secret"}]'),
      "none of its 1 entries can be used; number 1 email is not valid",
    ],
    ["is deleted", async () => await rm(join(directory, "accounts.json")), "it isn't there"],
  ])(
    "keeps the accounts when the file %s, logs that once, and reads it again when it is fixed",
    async (_, spoil, cause) => {
      await write("accounts.json", listOf("ada@example.com"));
      const accounts = await open("accounts.json", "json");
      await spoil();
      for (const lookMs of [1000, 1001, 2000]) {
        nowMs += lookMs;
        expect(await accounts.find(ada)).toMatchObject({ kind: "found" });
      }
      expect(eventsAfterStart()).toEqual([{ event: "accounts_not_reread", cause }]);
      await write("accounts.json", listOf("grace@example.com"));
      nowMs += 1000;
      expect(await accounts.find(grace)).toMatchObject({ kind: "found" });
    },
  );

  it("logs the numbers of the first fifty bad entries, without their contents", async () => {
    const bad = Array.from({ length: 60 }, () => ({ email: "secret", isConfirmed: true }));
    await write("accounts.json", JSON.stringify([...bad, { email: "ada@example.com", isConfirmed: true }]));
    expect(await (await open("accounts.json", "json")).find(ada)).toMatchObject({ kind: "found" });
    const [skipped] = eventsAfterStart();
    expect(skipped).toMatchObject({ event: "account_entries_skipped", count: 60 });
    const { entries } = v.parse(v.object({ entries: v.array(v.unknown()) }), skipped);
    expect(entries).toHaveLength(50);
    expect(entries).toContainEqual({ number: 50, reason: "email is not valid" });
    expect(JSON.stringify(log)).not.toContain("secret");
  });

  it.each([
    ["json", '{"secret":1}', "it is no JSON array of accounts"],
    ["json", '[{"email":"secret"}]', "none of its 1 entries can be used"],
    ["csv", "secret\n", "its first line names no column email"],
    ["synced", "[]", "no sync of this version wrote it; npm run accounts:sync writes it"],
  ] as const)("refuses to start when a %s file is completely unreadable: %s", async (format, text, cause) => {
    await write("accounts", text);
    const start = open("accounts", format);
    await expect(start).rejects.toThrow(`PORTICO_ACCOUNTS names a file that can't be used: ${cause}`);
    await expect(start).rejects.not.toThrow("secret");
  });

  it("refuses to start when the file is missing, isn't UTF-8 or is a folder", async () => {
    await expect(open("absent.json", "json")).rejects.toThrow("can't be used: it isn't there");
    await writeFile(join(directory, "latin.json"), Buffer.from([0x5b, 0xe4, 0x5d]));
    await expect(open("latin.json", "json")).rejects.toThrow("can't be used: it is not UTF-8");
    await expect(open(".", "json")).rejects.toThrow("can't be used: it can't be read (EISDIR)");
  });
});

describe("a synced copy", () => {
  it("logs the age of a synced copy when it is read", async () => {
    await writeCopy(90_500);
    expect(await (await open("copy.json", "synced")).find(ada)).toMatchObject({ kind: "found" });
    expect(log).toEqual([{ event: "accounts_read", accounts: 1, ageSeconds: 90 }]);
  });

  it("warns about a synced copy older than seven days, but not at seven", async () => {
    await writeCopy(7 * dayMs);
    await open("copy.json", "synced");
    expect(eventsAfterStart()).toEqual([]);
    await writeCopy(8 * dayMs + 1);
    await open("copy.json", "synced");
    expect(log.at(-1)).toEqual({ event: "accounts_out_of_date", ageDays: 8 });
  });
});

describe("createAccountDirectory", () => {
  it("returns null when no source is configured", async () => {
    expect(await create({ kind: "not_configured" })).toBeNull();
  });

  it("opens a file and a synced copy relative to the base directory", async () => {
    await write("accounts.csv", "email,isConfirmed\nada@example.com,true\n");
    const file = await create({ kind: "file", path: "accounts.csv", format: "csv" });
    expect(await file?.find(ada)).toMatchObject({ kind: "found" });
    await write("copy.json", serializeSyncedAccounts([buildTestAccount()], startMs));
    const copy = await create({ kind: "synced", path: join(directory, "copy.json") });
    expect(await copy?.find(ada)).toMatchObject({ kind: "found" });
  });

  it("asks the configured endpoint", async () => {
    const endpoint = await create({ kind: "http", url: new URL("https://backend.example.com/"), token: "t" });
    expect(await endpoint?.find(ada)).toMatchObject({ kind: "found", account: { isConfirmed: true } });
  });
});
