import { describe, expect, it } from "vitest";

import { parseAccountRecord, toAccount, toAccountRecord } from "./account-record.ts";
import { buildTestAccount } from "../testing/test-account.ts";

const minimal = { email: "ada@example.com", isConfirmed: true };

async function readAccount(value: unknown) {
  const parsed = parseAccountRecord(value);
  if (!parsed.ok) throw new Error(parsed.reason);
  return await toAccount(parsed.record);
}

describe("an account record", () => {
  it("requires only the address and isConfirmed; everything else has a default", async () => {
    expect(await readAccount(minimal)).toEqual({
      email: "ada@example.com",
      isConfirmed: true,
      firstName: null,
      lastName: null,
      subject: expect.stringMatching(/^acct_[A-Za-z0-9_-]{22}$/),
      workosUserId: null,
      organizations: [],
      requires: "nothing",
      isRemoved: false,
      createdAtMs: null,
    });
  });

  it("reads back the account from its record", async () => {
    const account = buildTestAccount({
      organizations: [{ id: "org_1", name: "Engines", role: "admin" }],
      requires: "sso",
      createdAtMs: Date.parse("2026-01-05T09:00:00.000Z"),
    });
    expect(await readAccount(JSON.parse(JSON.stringify(toAccountRecord(account))))).toEqual(account);
  });

  it("gives two spellings of an address the same subject, and another address another one", async () => {
    const [one, same, other] = await Promise.all(
      ["Ada@example.com", "ada@EXAMPLE.com", "ada2@example.com"].map((email) =>
        readAccount({ ...minimal, email }),
      ),
    );
    expect(one?.subject).toBe(same?.subject);
    expect(one?.subject).not.toBe(other?.subject);
    expect(one?.subject).not.toContain("ada");
  });

  it("uses the WorkOS user id as the subject", async () => {
    expect(await readAccount({ ...minimal, workosUserId: "user_1" })).toMatchObject({ subject: "user_1" });
  });

  it.each([
    [null, "is no object"],
    ["secret", "is no object"],
    [[], "email is missing"],
    [{}, "email is missing"],
    [{ email: "ada@example.com" }, "isConfirmed is missing"],
    [{ ...minimal, email: "secret" }, "email is not valid"],
    [{ ...minimal, email: null }, "email is not valid"],
    [{ ...minimal, isConfirmed: "true" }, "isConfirmed is not valid"],
    [{ ...minimal, isConfirmed: 1 }, "isConfirmed is not valid"],
    [{ ...minimal, requires: "secret" }, "requires is not valid"],
    [{ ...minimal, require: "sso" }, "has a field that isn't known"],
    [{ ...minimal, isremoved: true }, "has a field that isn't known"],
    [{ ...minimal, "secret@example.com": 1 }, "has a field that isn't known"],
    [{ ...minimal, isRemoved: "no" }, "isRemoved is not valid"],
    [{ ...minimal, firstName: "secret\r\nBcc: eve@evil.example" }, "firstName is not valid"],
    [{ ...minimal, lastName: "s".repeat(201) }, "lastName is not valid"],
    [{ ...minimal, workosUserId: "" }, "workosUserId is not valid"],
    [{ ...minimal, workosUserId: "acct_secret" }, "workosUserId is not valid"],
    [{ ...minimal, subject: "user_1" }, "has a field that isn't known"],
    [{ ...minimal, organizations: [{ id: "org_1" }] }, "organizations.0.name is missing"],
    [{ ...minimal, organizations: [{ id: "org_1", name: "A", secret: 1 }] }, "organizations is not valid"],
    [{ ...minimal, organizations: "secret" }, "organizations is not valid"],
    [{ ...minimal, createdAt: "yesterday" }, "createdAt is not valid"],
    [{ ...minimal, createdAt: "2026-13-01" }, "createdAt is not valid"],
  ])("refuses the record %j: %s", (value, reason) => {
    expect(parseAccountRecord(value)).toEqual({ ok: false, reason });
  });
});
