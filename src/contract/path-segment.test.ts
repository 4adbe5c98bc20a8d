import { describe, expect, it } from "vitest";

import { isWorkosId, toPathSegment } from "./path-segment.ts";

describe("toPathSegment", () => {
  it.each([
    ["user_1", "user_1"],
    ["a/b?c#d", "a%2Fb%3Fc%23d"],
    ["", "-"],
    [".", "-"],
    ["..", "-"],
    ["a\ud800", "a%EF%BF%BD"],
    ["...", "..."],
  ])("encodes %j as %j, which stays one path segment", (value, segment) => {
    expect(toPathSegment(value)).toBe(segment);
    expect(new URL(`https://api.workos.com/users/${segment}/sessions`).pathname).toBe(
      `/users/${segment}/sessions`,
    );
  });
});

describe("isWorkosId", () => {
  it.each([
    ["org_01K0", true],
    ["a-b", true],
    ["a".repeat(128), true],
    ["a".repeat(129), false],
    ["", false],
    [".", false],
    ["..", false],
    ["a/b", false],
    ["%2e%2e", false],
    ["org_1<script>", false],
    ["org_1\n", false],
  ])("is right about %j: %s", (text, expected) => {
    expect(isWorkosId(text)).toBe(expected);
  });
});
