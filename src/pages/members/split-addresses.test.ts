import { expect, it } from "vitest";

import { linearTimeoutMs } from "../../contract/testing/linear-time.ts";
import { splitAddresses } from "./split-addresses.ts";

it.each([
  ["", [], []],
  ["  \n ", [], []],
  ["ada@example.com", ["ada@example.com"], []],
  ["ada@example.com\ngrace@example.com", ["ada@example.com", "grace@example.com"], []],
  [
    "ada@example.com, grace@example.com;linus@example.com",
    ["ada@example.com", "grace@example.com", "linus@example.com"],
    [],
  ],
  ["Ada Lovelace <ada@example.com>, grace@example.com", ["ada@example.com", "grace@example.com"], []],
  ['"Lovelace, Ada" <ada@example.com>', ["ada@example.com"], []],
  ["ada@example.com ADA@example.com", ["ada@example.com"], []],
  ["ada@example.com\nnobody\n@example.com", ["ada@example.com"], ["nobody", "@example.com"]],
])("reads %j", (text, addresses, wrong) => {
  expect(splitAddresses(text)).toEqual({ addresses, wrong });
});

it("reads five hundred lines without a repetition", () => {
  const lines = Array.from({ length: 500 }, (_, index) => `person-${String(index)}@example.com`);
  expect(splitAddresses([...lines, ...lines].join("\r\n")).addresses).toEqual(lines);
});

const both = { addresses: ["ada@example.com", "grace@example.com"], wrong: [] };

it.each([
  "Name;Email\nAda Lovelace;ada@example.com\nGrace Hopper;grace@example.com",
  "EMAIL\tName\r\nada@example.com\tAda\r\n\r\ngrace@example.com\tGrace\r\n",
  "sep=;\r\nNo;Email;;\r\n1,5;ada@example.com;;\r\n2;grace@example.com;;\r\n",
  "sep=\t\nemail\tcity\nada@example.com\nGrace <grace@example.com>\t",
  '\uFEFFemail,name\rada@example.com,"Lovelace, Ada"\rgrace@example.com,',
  "name|email\nAda|ada@example.com\nGrace|grace@example.com",
  "email\nada@example.com; grace@example.com",
  '"email";"name"\n"ada@example.com";"Lovelace; ""Countess"""\n"grace@example.com"',
  "email;name\nada@example.com, grace@example.com;both",
  "Ada Lovelace <ada@example.com>; Grace Hopper <grace@example.com>",
  "Lovelace, Ada <ada@example.com>; Hopper, Grace <grace@example.com>;",
  "Lovelace, Ada <ada@example.com>, Hopper, Grace <grace@example.com>",
  '"Lovelace; Ada" <ada@example.com>;"grace@example.com" <grace@example.com>',
  "ada@example.com<mailto:ada@example.com>\tgrace@example.com",
  "ada@example.com\u200B;;;\n\uFEFFgrace@example.com;;;",
  "ada@example.com\u00A0grace@example.com",
  '"ada@example.com"\n"grace@example.com"',
  '"ada@example.com","grace@example.com"',
  '"ada@example.com,grace@example.com"',
  '"Ada Lovelace <ada@example.com>";"Grace Hopper <grace@example.com>"',
  '"""Lovelace, Ada"" <ada@example.com>"\n"""Hopper, Grace"" <grace@example.com>"',
  "'ada@example.com' <ada@example.com>; 'grace@example.com' <grace@example.com>;",
  "'ada@example.com'; ‘grace@example.com’",
  "Ada@Example.com <ada@example.com>; grace@example.com",
  "mailto:ada@example.com, MAILTO:grace@example.com",
  "mailto:ada@example.com?subject=Hello\nmailto:grace@example.com",
  "<mailto:ada@example.com>;<mailto:grace@example.com>",
  "ada@example.com|grace@example.com",
  "ada@example.com | grace@example.com |",
  "ada@example.com；grace@example.com",
  "ada@example.com，grace@example.com、",
  "Ada Lovelace <ada@example.com> Grace Hopper <grace@example.com>",
  "Dr. Lovelace, Ada <ada@example.com>, St. John, Grace M. <grace@example.com>",
  "E-Mail;Name\nada@example.com;Ada\ngrace@example.com;Grace",
  "Name\tEmail Address\nAda\tada@example.com\nGrace\tgrace@example.com",
  "e-mail address,name\nada@example.com,Ada\ngrace@example.com,Grace",
  ";;;\nName;Email;;\n;;;\nAda;ada@example.com;;\n;;;\nGrace;grace@example.com;;\n;;;",
  '"";""\n"Name";"Email"\n"Ada";"ada@example.com"\n"";"grace@example.com"\n"";""',
  "Email | Name\nada@example.com | Ada\ngrace@example.com | Grace",
])("reads the two addresses of %j", (text) => {
  expect(splitAddresses(text)).toEqual(both);
});

it.each([
  ["Ada;ada@example.com\nGrace;grace@example.com", { wrong: ["Ada", "Grace"], separator: ";" }],
  ["Ada|ada@example.com", { addresses: ["ada@example.com"], wrong: ["Ada"], separator: "|" }],
  ["admin;Ada <ada@example.com>", { addresses: ["ada@example.com"], wrong: ["admin"], separator: ";" }],
  ["'eve@evil.example' <ada@example.com>", { addresses: [] }],
  ["mailto:ada@example.com?cc=eve@evil.example", { addresses: [] }],
  ["email;organisation\nada@example.com;org_1", { problem: { kind: "column", name: "organization" } }],
  ["email;Expires in days\nada@example.com;3", { problem: { kind: "column", name: "expires_in_days" } }],
  ["ada@example.com\tEngines", { wrong: ["Engines"], separator: "\t" }],
  ["ada@example.com, grace.example.com, Grace <grace@example.com>", { wrong: ["grace.example.com"] }],
  ["eve@evil.example <ada@example.com>", { wrong: ["eve@evil.example <ada@example.com>"] }],
  ["ada\u00A0@example.com", { wrong: ["ada\u00A0@example.com"] }],
  ["email;role\nada@example.com;admin", { addresses: [], problem: { kind: "column", name: "role" } }],
  ["email\tOrganization\nada@example.com\torg_1", { problem: { kind: "column", name: "organization" } }],
  ['ada@example.com\n"grace@example.com', { addresses: [], problem: { kind: "quotes", line: 2 } }],
  ['email;name\nada@example.com;"A"x', { addresses: [], problem: { kind: "quotes", line: 2 } }],
])("says what is wrong with %j", (text, outcome) => {
  expect(splitAddresses(text)).toMatchObject(outcome);
});

it(
  "reads long texts in linear time",
  () => {
    for (const line of ['"', 'a"b" "', "<", '"x"', "a,", "x;;", " "])
      expect(splitAddresses(`${line}\n`.repeat(20_000)).addresses).toEqual([]);
  },
  linearTimeoutMs,
);
