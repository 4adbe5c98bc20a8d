import { describe, expect, it } from "vitest";

import { parseReturnTo } from "./return-to.ts";
import { buildRedirectCorpus, encodeThreeWays, harmlessRedirects } from "./testing/redirect-corpus.ts";
import { keptReturnPaths, normalizedReturnPaths, refusedReturnPaths } from "./testing/return-path-cases.ts";

const origin = "https://console.example.com";
const corpus = buildRedirectCorpus("console.example.com");

describe("parseReturnTo", () => {
  it.each(keptReturnPaths)("keeps %s with its query and hash", (path) => {
    expect(parseReturnTo(path, origin)).toBe(path);
  });

  it.each(normalizedReturnPaths)("takes $value for $returnTo", ({ value, returnTo }) => {
    expect(parseReturnTo(value, origin)).toBe(returnTo);
  });

  describe.each(Object.entries(refusedReturnPaths))(
    "refuses what breaks the rule that it %s",
    (_, values) => {
      it.each(values.map((value) => [JSON.stringify(value) ?? "undefined", value]))("%s", (_, value) => {
        expect(parseReturnTo(value, origin)).toBeNull();
      });
    },
  );

  it.each(corpus.filter((value) => !harmlessRedirects.includes(value)))("refuses %j", (value) => {
    expect(parseReturnTo(value, origin)).toBeNull();
  });

  it.each(harmlessRedirects)("keeps %j on the origin, where every parser reads it as a path", (value) => {
    expect(parseReturnTo(value, origin)).toBe(new URL(value, origin).href.slice(origin.length));
  });

  it("leaves the origin for nothing in the corpus, however often it is encoded and wherever it is put", () => {
    const attempts = corpus
      .flatMap(encodeThreeWays)
      .flatMap(({ value }) => [value, `/${value}`, `/x/..${value}`, `/%2e/${value}`, `${origin}${value}`]);
    const departures = attempts.filter((value) => {
      const returnTo = parseReturnTo(value, origin);
      return returnTo !== null && new URL(returnTo, origin).origin !== origin;
    });
    expect(departures).toEqual([]);
  });

  it("refuses the first character too many", () => {
    expect(parseReturnTo(`/${"a".repeat(2047)}`, origin)).toHaveLength(2048);
    expect(parseReturnTo(`/${"a".repeat(2048)}`, origin)).toBeNull();
  });

  it("compares the port too", () => {
    expect(parseReturnTo("//localhost:5174/dashboard", "http://localhost:5173")).toBeNull();
    expect(parseReturnTo("//localhost:5173/dashboard", "http://localhost:5173")).toBe("/dashboard");
  });
});
