import * as v from "valibot";
import { describe, expect, it } from "vitest";

import { findLongestJson } from "./longest-json.ts";

const text = (longest: number) => v.pipe(v.string(), v.maxLength(longest));
const wide = (length: number) => "\u6f22".repeat(length);
const sizeOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).byteLength;

describe("findLongestJson", () => {
  it.each<[string, v.GenericSchema, unknown]>([
    ["a text", text(10), wide(10)],
    ["a text that a pattern narrows", v.pipe(v.string(), v.maxLength(4), v.regex(/^.+$/)), wide(4)],
    ["an object", v.strictObject({ a: text(3), bc: text(2) }), { a: wide(3), bc: wide(2) }],
    ["a member that may be left out", v.object({ a: v.optional(text(3)) }), { a: wide(3) }],
    ["a member that may be null", v.object({ a: v.nullable(text(3)) }), { a: wide(3) }],
    ["a list", v.pipe(v.array(text(2)), v.maxLength(3)), [wide(2), wide(2), wide(2)]],
    [
      "one of several",
      v.union([v.strictObject({ a: text(1) }), v.strictObject({ a: text(9) })]),
      { a: wide(9) },
    ],
    ["a truth value", v.strictObject({ everywhere: v.boolean() }), { everywhere: false }],
    ["a fixed value", v.strictObject({ everywhere: v.literal(true) }), { everywhere: true }],
    ["a number", v.strictObject({ a: v.number() }), { a: -1.234_567_890_123_456e-300 }],
    ["an empty object", v.strictObject({}), {}],
  ])("leaves room for the longest value of %s", (_, schema, longest) => {
    expect(v.is(schema, longest)).toBe(true);
    expect(findLongestJson(schema)).toBeGreaterThanOrEqual(sizeOf(longest));
    expect(findLongestJson(schema)).toBeLessThanOrEqual(sizeOf(longest) + 8);
  });

  it.each([
    ["a text without a longest length", v.string()],
    ["a list without a longest length", v.array(text(2))],
    ["a member without one", v.strictObject({ a: v.pipe(v.string(), v.regex(/^\w+$/)) })],
    ["a schema of another type", v.any()],
  ])("says nothing of %s", (_, schema) => {
    expect(() => findLongestJson(schema)).toThrow(/longest/);
  });
});
