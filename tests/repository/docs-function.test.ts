import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { listCalls } from "../../src/function/core/app.ts";
import { lifetimes } from "../../src/function/core/counters/limit-table.ts";
import { sessionLifetimes } from "../../src/function/features/local-issuer/limits.ts";
import { magicLinkLifetimes } from "../../src/function/features/magic-link/lifetimes.ts";
import { stepLifetimeSeconds } from "../../src/function/features/sign-in-steps/limits.ts";
import { allFeatures } from "../function/all-features.ts";
import { buildCallTable, buildLimitTable, pages, readTable } from "./docs-tables.ts";

const docsDirectory = join(import.meta.dirname, "..", "..", "docs");

async function readPageTable(page: string, heading: string): Promise<string[][]> {
  return readTable(await readFile(join(docsDirectory, page), "utf8"), heading);
}

describe("the docs' tables of the function", () => {
  it.each(pages)("$page lists the calls of $name", async ({ page, calls }) => {
    expect(await readPageTable(page, "Calls"), "npm run docs writes it").toEqual(buildCallTable(calls));
  });

  it.each(pages.filter(({ limits }) => limits.length > 0))(
    "$page lists the limits of $name",
    async ({ page, limits }) => {
      expect(await readPageTable(page, "Limits"), "npm run docs writes it").toEqual(buildLimitTable(limits));
    },
  );

  it("together name every call and every limit", () => {
    const callNames = pages.flatMap(({ calls }) => calls.map(({ name }) => name));
    expect(callNames.toSorted()).toEqual(
      listCalls(allFeatures)
        .map(({ name }) => name)
        .toSorted(),
    );
    const names = pages.flatMap(({ limits }) => limits.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
  });

  it("list the windows of a limit in the order in which they are counted, the shortest first", () => {
    for (const { name, quotas } of pages.flatMap(({ limits }) => limits)) {
      const lengths = quotas.map(({ windowSeconds }) => windowSeconds);
      expect(lengths, name).toEqual(lengths.toSorted((a, b) => a - b));
      const maxima = quotas.map(({ maximum }) => maximum);
      expect(maxima, name).toEqual(maxima.toSorted((a, b) => a - b));
    }
  });
});

const minutes = (seconds: number) => `${String(seconds / 60)} minutes`;

describe("the docs' lifetimes", () => {
  it.each<[string, string[][]]>([
    ["function.md", [["One-time code", minutes(lifetimes.oneTimeCodeSeconds)]]],
    ["sign-in-steps.md", [["Step after a code", minutes(stepLifetimeSeconds)]]],
    [
      "local-issuer.md",
      [
        ["Access token", minutes(sessionLifetimes.accessTokenSeconds)],
        ["Session without a refresh", minutes(sessionLifetimes.refreshIdleSeconds)],
        ["Session at most", `${String(sessionLifetimes.refreshAbsoluteSeconds / 3600)} hours`],
        [
          "Refresh token after its first use",
          `${String(sessionLifetimes.refreshGraceSeconds)} seconds, ${String(sessionLifetimes.refreshGraceUses)} uses in all`,
        ],
      ],
    ],
    [
      "magic-link.md",
      [
        ["Magic Link until it is opened", minutes(magicLinkLifetimes.linkSeconds)],
        ["Authorization code of an opened Magic Link", minutes(magicLinkLifetimes.authorizationCodeSeconds)],
      ],
    ],
  ])("in %s are those of the source", async (page, expected) => {
    expect(await readPageTable(page, "Lifetimes")).toEqual(expected);
  });
});
