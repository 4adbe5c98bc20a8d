import { describe, expect, it } from "vitest";

import { type ListEntry, type SettingTexts, parseInvitationList } from "./invitation-list.ts";

const nothing: SettingTexts = { organizationId: null, roleSlug: null, expiresInDays: null, locale: null };
const encode = (text: string) => new TextEncoder().encode(text);

function read(text: string, defaults: Partial<SettingTexts> = {}): ListEntry[] {
  return parseInvitationList(encode(text), { ...nothing, ...defaults }).entries;
}
const readBrief = (text: string) =>
  read(text).map((entry) =>
    entry.kind === "invitee" ? [entry.line, entry.invitee.email] : [entry.line, entry.kind],
  );

describe("parseInvitationList of a list with a header", () => {
  it("reads columns in any order", () => {
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

  it("uses the defaults for empty cells", () => {
    const defaults = { organizationId: "org_1", roleSlug: "member", expiresInDays: "3", locale: "de" };
    const list = "email,organization,role\na@example.com,,admin\nb@example.com,org_2,\n";
    expect(read(list, defaults)).toMatchObject([
      { invitee: { organizationId: "org_1", roleSlug: "admin", expiresInDays: 3, locale: "de" } },
      { invitee: { organizationId: "org_2", roleSlug: "member" } },
    ]);
  });

  it("reads a byte order mark, CRLF, blank lines, quotes and spaces", () => {
    expect(readBrief('\uFEFFemail,role\r\n\r\n "a@example.com" , \r\nb@example.com,""')).toEqual([
      [3, "a@example.com"],
      [4, "b@example.com"],
    ]);
  });

  it.each([
    ["nobody,", "it has no valid email address"],
    ["ada@example.com;org_1,", "it has something besides its address (columns separated by commas)"],
    [",org_1,,,", "it has no address"],
    ["a@example.com,Analytical Engines,,,", "the organization must be its id at WorkOS (org_…)"],
    ["a@example.com,org_1,the boss,,", "the role must be its slug at WorkOS"],
    ["a@example.com,org_1,,0,", "the expiry must be a whole number of days from 1 to 30"],
    ["a@example.com,org_1,,31,", "the expiry must be a whole number of days from 1 to 30"],
    ["a@example.com,org_1,,1.5,", "the expiry must be a whole number of days from 1 to 30"],
    ["a@example.com,org_1,,,German", "the locale must be a language tag such as de or pt-BR"],
    ["a@example.com,,admin,,", "it has a role but no organization"],
    ["a@example.com,org_1,,,,x", "it has 6 cells where the header names 5 (columns separated by commas)"],
    ["a\u200B@example.com,org_1,,,", "its address has an invisible character (U+200B) after character 1"],
    ['a@example.com,"org_1"x,,,', "it isn't valid CSV"],
    ['a"b"@example.com,org_1,,,', "it isn't valid CSV"],
    ['"a@example.com,org_1,,,', "a quote is never closed"],
  ])("reports the line %j as bad, with a reason, and reads the next one", (line, reason) => {
    const cells = line === "nobody," || line.includes(";") ? `${line},,,` : line;
    expect(
      read(`email,organization,role,expires_in_days,locale\n${cells}\nb@example.com,,,,\n`),
    ).toMatchObject([
      { kind: "bad", line: 2, reason },
      { kind: "invitee", line: 3 },
    ]);
  });

  it("reports a quoted cell over several lines as one bad line, and uses none of them", () => {
    expect(
      read('email,role\na@example.com,\n"b@example\n.com",\nc@example.com,"x\n\ny",\nd@example.com,'),
    ).toMatchObject([
      { kind: "invitee", line: 2 },
      { kind: "bad", line: 3, reason: "a quoted cell spans lines 3 to 4, and none of them is used" },
      { kind: "bad", line: 5, reason: "a quoted cell spans lines 5 to 7, and none of them is used" },
      { kind: "invitee", line: 8 },
    ]);
  });

  it.each([
    ["organization\norg_1", "its first line is neither an address nor a header"],
    [
      "name,role\na@example.com,",
      "its first line is neither an address nor a header that names a column email (columns separated by commas)",
    ],
    [
      "email:role\na@example.com:x",
      "its first line is neither an address nor a header that names a column email (no comma, semicolon, tab or vertical bar in it)",
    ],
    [
      "ada@example.com|org_1",
      "its first line is neither an address nor a header that names a column email (columns separated by vertical bars)",
    ],
    ["a@example.com,org_1\n", "its first line is neither an address nor a header"],
    ["people\na@example.com", "its first line is neither an address nor a header"],
    [
      "name;role\na@example.com;",
      "its first line is neither an address nor a header that names a column email (columns separated by semicolons)",
    ],
    [
      "email\tpeople\na@example.com\tx",
      "its first line names an unknown column 2; there are email, organization, role, expires_in_days, locale (columns separated by tabs)",
    ],
    ["a@example.com;org_1", "its first line is neither an address nor a header"],
    [
      "email,rolle\na@example.com,",
      "its first line names an unknown column 2; there are email, organization, role, expires_in_days, locale (columns separated by commas)",
    ],
    ["email,Email\na@example.com,", "its first line names a column twice"],
    ['"email\n"\na@example.com', "its first line is neither an address nor a header"],
    ["", "it is empty"],
    [" \r\n\n", "it is empty"],
  ])("refuses the whole list %j", (text, cause) => {
    expect(() => read(text)).toThrow(`The list can't be used: ${cause}`);
  });
});

describe("parseInvitationList of a list as spreadsheets and address books write it", () => {
  it.each([
    ["email;organization;role\r\nada@example.com;org_1;admin\r\n", ";"],
    ["Role\tOrganization\tEmail\nadmin\torg_1\tada@example.com", "\t"],
    ["ORGANIZATION|EMAIL|ROLE\norg_1|ada@example.com|admin", "|"],
    ["sep=;\r\nemail;organization;role\r\nada@example.com;org_1;admin", ";"],
    ['"sep=\t"\r\nemail\torganization\trole\r\nada@example.com\torg_1\tadmin', "\t"],
    ["email;organization;role;;\nada@example.com;org_1;admin;;\n;;;;", ";"],
    [";email;organization;role\n;ada@example.com;org_1;admin", ";"],
    ['"email";"organization";"role"\r"ada@example.com";"org_1";"admin"', ";"],
    ["E-Mail;Organisation;Role\nada@example.com;org_1;admin", ";"],
    ["Email Address\tOrganization\tRole\nada@example.com\torg_1\tadmin", "\t"],
    ["email;organization;role\nmailto:ada@example.com;org_1;admin", ";"],
    ["email;organization;role\n'ada@example.com';org_1;admin", ";"],
    [";;;\nemail;organization;role;\n;;;\nada@example.com;org_1;admin;\n;;;\n;;;", ";"],
    ['"email","organization","role"\n"ada@example.com","org_1","admin"\n"","",""', ","],
    ["email;organization;role\nLovelace, Ada <ada@example.com>;org_1;admin", ";"],
    ['email,organization,role\n"""Lovelace, Ada"" <ada@example.com>",org_1,admin', ","],
    ["email;organization;role\nada@example.com\u200B;\uFEFForg_1;\u00A0admin", ";"],
  ])("reads %j", (text, separator) => {
    const list = parseInvitationList(encode(text), nothing);
    const people = list.entries.filter(({ kind }) => kind === "invitee");
    expect(list.separator).toBe(separator);
    expect(people).toMatchObject([
      { invitee: { email: "ada@example.com", organizationId: "org_1", roleSlug: "admin" } },
    ]);
  });

  it.each([
    ["UTF-16, little endian", "utf16le", [0xff, 0xfe]],
    ["UTF-16, big endian", "utf16be", [0xfe, 0xff]],
  ])("reads the text as %s", (_, encoding, mark) => {
    const units = Buffer.from("email\torganization\r\nada@example.com\torg_1\r\n", "utf16le");
    const bytes = Uint8Array.from([...mark, ...(encoding === "utf16be" ? units.swap16() : units)]);
    expect(parseInvitationList(bytes, nothing).entries).toMatchObject([
      { kind: "invitee", line: 2, invitee: { email: "ada@example.com", organizationId: "org_1" } },
    ]);
  });

  it.each([[[0x61, 0xff]], [[0xff, 0xfe, 0x61]], [[0xe4, 0x40]]])(
    "refuses the bytes %j, which are neither UTF-8 nor UTF-16",
    (bytes) => {
      expect(() => parseInvitationList(Uint8Array.from(bytes), nothing)).toThrow(
        "The list can't be used: it is not UTF-8",
      );
    },
  );

  it("reads several addresses of a cell, of a line and of an address book", () => {
    expect(readBrief("email;organization\na@example.com, b@example.com;org_1\nc@example.com")).toEqual([
      [2, "a@example.com"],
      [2, "b@example.com"],
      [3, "c@example.com"],
    ]);
    expect(
      readBrief("Lovelace, Ada <a@example.com>; Grace <b@example.com>\nc@example.com;d@example.com;"),
    ).toEqual([
      [1, "a@example.com"],
      [1, "b@example.com"],
      [2, "c@example.com"],
      [2, "d@example.com"],
    ]);
  });

  it.each([
    ['"a@example.com"\n"b@example.com"'],
    ["mailto:a@example.com\n<mailto:b@example.com>"],
    ["a@example.com;;;\nb@example.com;;;\n;;;\n"],
    ["'a@example.com' <a@example.com>\n'b@example.com'"],
    ['A <a@example.com>\n"B <b@example.com>"'],
    ["a@example.com |\nb@example.com |"],
  ])("reads the two addresses on the lines %j", (text) => {
    expect(readBrief(text)).toEqual([
      [1, "a@example.com"],
      [2, "b@example.com"],
    ]);
  });

  it("uses no address of a line with one that can't be read", () => {
    expect(readBrief("email\na@example.com; nobody\nb@example.com")).toEqual([
      [2, "bad"],
      [3, "b@example.com"],
    ]);
  });

  it("names the separator when a line has too many cells", () => {
    expect(read("email;role\na@example.com;;x\nb@example.com")).toMatchObject([
      { kind: "bad", reason: "it has 3 cells where the header names 2 (columns separated by semicolons)" },
      { kind: "invitee" },
    ]);
    expect(read(";email\nx;a@example.com")).toMatchObject([
      { kind: "bad", reason: "it has a cell in a column without a name" },
    ]);
  });
});

describe("parseInvitationList of a list without a header", () => {
  it("reads an address on each line", () => {
    expect(
      readBrief("\uFEFF\r\n a@example.com \r\nnobody\r\n\r\nb@bücher.example\r\nc@example.com,org_1"),
    ).toEqual([
      [2, "a@example.com"],
      [3, "bad"],
      [5, "b@xn--bcher-kva.example"],
      [6, "bad"],
    ]);
  });

  it("reports a bad first line like any other", () => {
    expect(readBrief("ada@@example.com\na@example.com")).toEqual([
      [1, "bad"],
      [2, "a@example.com"],
    ]);
  });

  it("uses the defaults for everything but the address", () => {
    expect(read("a@example.com", { organizationId: "org_1", expiresInDays: "14" })).toMatchObject([
      { invitee: { organizationId: "org_1", expiresInDays: 14 } },
    ]);
  });
});

describe("parseInvitationList of a repeated address", () => {
  it("counts an address once per organization, in any letter case", () => {
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

  it("doesn't count an address as repeated when its first line is bad", () => {
    expect(readBrief("email,organization\nada@example.com,acme\nada@example.com,\n")).toEqual([
      [2, "bad"],
      [3, "ada@example.com"],
    ]);
  });
});
