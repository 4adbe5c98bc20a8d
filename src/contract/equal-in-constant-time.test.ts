import { expect, it } from "vitest";

import { isEqualInConstantTime } from "./equal-in-constant-time.ts";

it.each([
  ["123456", "123456", true],
  ["", "", true],
  ["123456", "123457", false],
  ["123456", "023456", false],
  ["123456", "124356", false],
  ["12", "21", false],
  ["123456", "12345", false],
  ["12345", "123456", false],
  ["", "1", false],
])("compares %j with %j: %s", (left, right, isEqual) => {
  expect(isEqualInConstantTime(left, right)).toBe(isEqual);
});
