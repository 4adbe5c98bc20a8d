import { expect, it } from "vitest";

import { matchesSearch } from "./search.ts";

const zoe = { firstName: "Zoë", lastName: "van Dyke", email: "z.dyke@example.com" };
const nameless = { firstName: null, lastName: null, email: "ada@example.com" };

it.each([
  ["", true],
  ["zoe", true],
  ["ZOË", true],
  ["van", true],
  ["dyke zoe", true],
  ["yke", true],
  ["an", false],
  ["z.dyke@", true],
  ["zoe lovelace", false],
])("finds Zoë van Dyke by %j: %s", (search, isFound) => {
  expect(matchesSearch(zoe, search)).toBe(isFound);
});

it("finds people without a name by their address", () => {
  expect(matchesSearch(nameless, "ada")).toBe(true);
  expect(matchesSearch(nameless, "null")).toBe(false);
});
