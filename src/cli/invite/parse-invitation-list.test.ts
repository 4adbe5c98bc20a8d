import { describe, expect, it } from "vitest";

import type { SettingTexts } from "./invitation-fields.ts";
import { type ListEntry, parseInvitationList } from "./parse-invitation-list.ts";

const nothing: SettingTexts = { organizationId: null, roleSlug: null, expiresInDays: null, locale: null };
const encode = (text: string) => new TextEncoder().encode(text);

function read(text: string, defaults: Partial<SettingTexts> = {}): ListEntry[] {
  const list = parseInvitationList(encode(text), { ...nothing, ...defaults });
  if (list.kind !== "read") throw new Error(list.cause);
  return list.entries;
}
const readBrief = (text: string) =>
  read(text).map((entry) =>
    entry.kind === "invitee" ? [entry.line, entry.invitee.email] : [entry.line, entry.kind],
  );

describe("a list with a header", () => {
  it("is read with its columns in any order", () => {
    expect(
      read("role,Email,locale,organization,expires_in_days\nadmin,Ada@Example.COM,pt-BR,org_1,30\n"),
    ).toEqual([
      {
        kind: "invitee",
        line: 2,
        invitee: {
          email: "Ada@example.com",
          organizationId: "org_1",
          roleSlug: "admin",
          expiresInDays: 30,
          locale: "pt-BR",
        },
      },
    ]);
  });

  it("takes the defaults for what a line leaves empty", () => {
    const defaults = { organizationId: "org_1", roleSlug: "member", expiresInDays: "3", locale: "de" };
    const list = "email,organization,role\na@example.com,,admin\nb@example.com,org_2,\n";
    expect(read(list, defaults)).toMatchObject([
      { invitee: { organizationId: "org_1", roleSlug: "admin", expiresInDays: 3, locale: "de" } },
      { invitee: { organizationId: "org_2", roleSlug: "member" } },
    ]);
  });

  it("is read with a byte order mark, CRLF, blank lines, quotes and spaces", () => {
    expect(readBrief('\uFEFFemail,role\r\n\r\n "a@example.com" , \r\nb@example.com,""')).toEqual([
      [3, "a@example.com"],
      [4, "b@example.com"],
    ]);
  });

  it.each([
    ["nobody,", "it has no valid email address"],
    ["ada@example.com;org_1,", "it has no valid email address"],
    [",org_1,,,", "it has no address"],
    ["a@example.com,Analytical Engines,,,", "the organization must be its id at WorkOS (org_…)"],
    ["a@example.com,org_1,the boss,,", "the role must be its slug at WorkOS"],
    ["a@example.com,org_1,,0,", "the expiry must be a whole number of days from 1 to 30"],
    ["a@example.com,org_1,,31,", "the expiry must be a whole number of days from 1 to 30"],
    ["a@example.com,org_1,,1.5,", "the expiry must be a whole number of days from 1 to 30"],
    ["a@example.com,org_1,,,German", "the locale must be a language tag such as de or pt-BR"],
    ["a@example.com,,admin,,", "it has a role and no organization in which to have it"],
    ["a@example.com,org_1", "it has 2 cells where the header names 5"],
    ["a@example.com,org_1,,,,", "it has 6 cells where the header names 5"],
    ['a@example.com,"org_1"x,,,', "it is no valid CSV"],
    ['a"b"@example.com,org_1,,,', "it is no valid CSV"],
    ['"a@example.com,org_1,,,', "a quote is opened and never closed"],
  ])("names the line %j as bad, with a reason, and reads on behind it", (line, reason) => {
    const cells = line === "nobody," || line.includes(";") ? `${line},,,` : line;
    expect(
      read(`email,organization,role,expires_in_days,locale\n${cells}\nb@example.com,,,,\n`),
    ).toMatchObject([
      { kind: "bad", line: 2, reason },
      { kind: "invitee", line: 3 },
    ]);
  });

  it("counts a quoted cell over several lines by its first, and uses nothing of them", () => {
    expect(
      read('email,role\na@example.com,\n"b@example\n.com",\nc@example.com,"x\n\ny",\nd@example.com,'),
    ).toMatchObject([
      { kind: "invitee", line: 2 },
      { kind: "bad", line: 3, reason: "a quoted cell runs over lines 3 to 4; nothing of them is used" },
      { kind: "bad", line: 5, reason: "a quoted cell runs over lines 5 to 7; nothing of them is used" },
      { kind: "invitee", line: 8 },
    ]);
  });

  it.each([
    ["organization\norg_1", "neither an address nor a header"],
    ["e-mail,role\na@example.com,", "neither an address nor a header"],
    ["a@example.com,org_1\n", "neither an address nor a header"],
    ["people\na@example.com", "neither an address nor a header"],
    ["email;role\na@example.com;", "neither an address nor a header"],
    ["email,rolle\na@example.com,", "names a column 2 that isn't known; there are email, organization,"],
    ["email,Email\na@example.com,", "names a column twice"],
    ['"email\n"\na@example.com', "neither an address nor a header"],
    ["", "empty"],
    [" \r\n\n", "empty"],
  ])("is refused as a whole where it is %j", (text, cause) => {
    expect(parseInvitationList(encode(text), nothing)).toEqual({
      kind: "unreadable",
      cause: expect.stringContaining(cause),
    });
  });
});

it("refuses a list that isn't UTF-8", () => {
  expect(parseInvitationList(new Uint8Array([0xff, 0xfe, 0x61, 0]), nothing)).toEqual({
    kind: "unreadable",
    cause: "it is not UTF-8",
  });
});

describe("a list without a header", () => {
  it("has an address on each line", () => {
    expect(
      readBrief("\uFEFF\r\n a@example.com \r\nnobody\r\n\r\nb@bücher.example\r\nc@example.com,org_1"),
    ).toEqual([
      [2, "a@example.com"],
      [3, "bad"],
      [5, "b@xn--bcher-kva.example"],
      [6, "bad"],
    ]);
  });

  it("names its first line as bad as it does any other", () => {
    expect(readBrief("ada@@example.com\na@example.com")).toEqual([
      [1, "bad"],
      [2, "a@example.com"],
    ]);
  });

  it("takes everything else from the defaults", () => {
    expect(read("a@example.com", { organizationId: "org_1", expiresInDays: "14" })).toMatchObject([
      { invitee: { organizationId: "org_1", expiresInDays: 14 } },
    ]);
  });
});

describe("a repeated address", () => {
  it("counts once for each organization, however it is spelt", () => {
    expect(
      read(
        "email,organization,role\nada@example.com,org_1,\nADA@example.com,org_1,\nada@example.com,org_2,\nAda@EXAMPLE.com,org_1,admin\n",
      ),
    ).toMatchObject([
      { kind: "invitee", line: 2 },
      { kind: "repeated", line: 3, ofLine: 2, differs: false },
      { kind: "invitee", line: 4 },
      { kind: "repeated", line: 5, ofLine: 2, differs: true },
    ]);
  });

  it("isn't one where the first of them is a bad line", () => {
    expect(readBrief("email,organization\nada@example.com,acme\nada@example.com,\n")).toEqual([
      [2, "bad"],
      [3, "ada@example.com"],
    ]);
  });
});
