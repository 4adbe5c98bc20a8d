import { expect, it } from "vitest";

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
])("reads the two addresses of %j", (text) => {
  expect(splitAddresses(text)).toEqual(both);
});

it.each([
  ["Ada;ada@example.com\nGrace;grace@example.com", { wrong: ["Ada", "Grace"], separator: ";" }],
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
