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
