import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { isLongRun } from "../../src/contract/testing/long-run.ts";
import { type Account, attackAccount, remainingCodes } from "./attacked-account.ts";
import { attackedIssuers } from "./attacked-function.ts";
import { findPoissonUpperBound } from "./poisson-upper-bound.ts";
import { highestTakeovers } from "./promised-bounds.ts";

const accounts = isLongRun ? 20 : 1;
const yearsPerAccount = isLongRun ? 2.5 : 0.03;
/** How many times likelier a guess among the remaining codes is than one among a million. */
const scale = 1_000_000 / remainingCodes;
/** The short form has too few takeovers for a meaningful bound; the number of guesses is exact in both. */
const allowedUpperBound = isLongRun ? highestTakeovers : Infinity;
const highestGuesses = accounts * 80 * Math.ceil((yearsPerAccount * 365.25) / 24);

function setClock(atMs: number): void {
  vi.setSystemTime(atMs);
}

function print(lines: readonly string[]): void {
  if (isLongRun) process.stdout.write([...lines, ""].join("\n"));
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("taking over an account by guessing", { timeout: 60 * 60_000 }, () => {
  it.each(attackedIssuers)(
    "keeps takeovers by guessing codes of issuer %s below 1.4 per thousand accounts and years, while the owner has a way in",
    async (issuer) => {
      const results: Account[] = [];
      for (let account = 0; account < accounts; account += 1) {
        results.push(await attackAccount(issuer, yearsPerAccount, account + 1, setClock));
      }
      const years = sum(results, (result) => result.years);
      const takeovers = sum(results, (result) => result.takeovers);
      const guesses = sum(results, (result) => result.guesses);
      const upperBound = findPoissonUpperBound(takeovers) / years / scale;
      const known = results.flatMap((result) => result.ownerKnownDevice);
      const fresh = results.flatMap((result) => result.ownerNewDevice);
      print([
        `Guesses at codes of ${issuer}: ${String(accounts)} accounts, ${String(years)} years in total, 4 of 6 digits known to the attacker:`,
        `  worth ${(years * scale).toLocaleString("en")} attacker-years against six digits`,
        `  guesses in a year: ${(guesses / years).toFixed(0)}`,
        `  takeovers: ${String(takeovers)}, scaled ${(takeovers / years / scale).toExponential(2)} per account and year`,
        `  95 % upper bound: ${upperBound.toExponential(2)} (allowed: ${highestTakeovers.toExponential(1)})`,
        `  the owner's way in on a known device: ${describeWays(known)}`,
        `  the owner's way in on a new device: ${describeWays(fresh)}`,
      ]);
      expect(share(known, "code") + share(known, "link")).toBeGreaterThanOrEqual(0.999);
      expect(share(fresh, null)).toBeLessThanOrEqual(0.01);
      // While WorkOS is down, its page is no way in.
      expect(issuer === "local" ? share(fresh, "workos") : 0).toBe(0);
      expect(guesses).toBeLessThanOrEqual(highestGuesses + takeovers);
      expect(guesses).toBeGreaterThan(highestGuesses / 3);
      expect(upperBound).toBeLessThanOrEqual(allowedUpperBound);
    },
  );
});

describe("findPoissonUpperBound", () => {
  it.each([
    [0, 2.996],
    [1, 4.744],
    [10, 16.962],
    [100, 118.08],
  ])("gives the tables' bound for %d events", (count, bound) => {
    expect(findPoissonUpperBound(count)).toBeCloseTo(bound, 1);
  });
});

function sum(results: readonly Account[], read: (result: Account) => number): number {
  return results.reduce((total, result) => total + read(result), 0);
}

function share<Way>(ways: readonly Way[], way: Way): number {
  return ways.filter((found) => found === way).length / ways.length;
}

function describeWays(ways: Account["ownerNewDevice"]): string {
  const names = { code: "code", link: "mailed link", workos: "WorkOS's page" } as const;
  const parts = (["code", "link", "workos"] as const).map(
    (way) => `${names[way]} ${(share(ways, way) * 100).toFixed(1)} %`,
  );
  return [...parts, `none ${(share(ways, null) * 100).toFixed(1)} %`].join(", ");
}
