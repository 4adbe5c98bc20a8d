import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { isLongRun } from "../../src/contract/testing/long-run.ts";
import { type Account, attackAccount, remainingCodes } from "./attacked-account.ts";
import { findPoissonUpperBound } from "./poisson-upper-bound.ts";

const accounts = isLongRun ? 20 : 1;
const yearsPerAccount = isLongRun ? 5 : 0.3;
/** How many times likelier a guess among the remaining codes is than one among a million. */
const scale = 1_000_000 / remainingCodes;
const highestTakeovers = 1.4e-3;
/** The short form has too few takeovers for a meaningful bound; the number of guesses is exact in both. */
const allowedUpperBound = isLongRun ? highestTakeovers : Infinity;
const highestGuesses = accounts * 80 * Math.ceil((yearsPerAccount * 365.25) / 24);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("taking over an account by guessing", () => {
  it(
    "keeps takeovers by guessing below 1.4 per thousand accounts and years, while the owner can sign in",
    async () => {
      const results: Account[] = [];
      for (let account = 0; account < accounts; account += 1) {
        results.push(await attackAccount(yearsPerAccount, account + 1, (atMs) => vi.setSystemTime(atMs)));
      }
      const years = sum(results, (result) => result.years);
      const takeovers = sum(results, (result) => result.takeovers);
      const guessesPerYear = sum(results, (result) => result.guesses) / years;
      const upperBound = findPoissonUpperBound(takeovers) / years / scale;
      const known = share(results.map((result) => result.victimKnownDevice));
      const fresh = share(results.map((result) => result.victimNewDevice));
      if (isLongRun) {
        process.stdout.write(
          [
            `Accounts under attack: ${String(accounts)}, ${String(years)} years in total, with 4 of 6 digits known to the attacker:`,
            `  worth ${(years * scale).toLocaleString("en")} attacker-years against six digits`,
            `Guesses in a year: ${guessesPerYear.toFixed(0)}`,
            `Takeovers: ${String(takeovers)}, scaled ${(takeovers / years / scale).toExponential(2)} per account and year`,
            `  95 % upper bound: ${upperBound.toExponential(2)} (allowed: ${highestTakeovers.toExponential(1)})`,
            `The owner signs in from a known device in ${(known * 100).toFixed(2)} % of tries`,
            `The owner signs in from a new device in ${(fresh * 100).toFixed(2)} % of tries`,
            "",
          ].join("\n"),
        );
      }
      expect(known).toBeGreaterThanOrEqual(0.999);
      expect(fresh).toBeGreaterThanOrEqual(0.99);
      expect(sum(results, (result) => result.guesses)).toBeLessThanOrEqual(highestGuesses + takeovers);
      expect(upperBound).toBeLessThanOrEqual(allowedUpperBound);
    },
    60 * 60_000,
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

function share(counts: readonly { tries: number; successes: number }[]): number {
  const tries = counts.reduce((total, count) => total + count.tries, 0);
  return counts.reduce((total, count) => total + count.successes, 0) / tries;
}
