import { describe, expect, it } from "vitest";

import { isLongRun } from "../../src/contract/testing/long-run.ts";
import { timeGuesses, timeSends, scenarios, type Times } from "./answer-timing.ts";
import { findAreaUnderCurve } from "./area-under-curve.ts";

/** Each group of addresses gets half of the rounds × parallel requests. */
const rounds = isLongRun ? 60 : 2;
const atOnce = isLongRun ? 50 : 80;
const guesses = isLongRun ? 4000 : 400;
/**
 * Allowed distance from 0.5: more than four standard deviations in either form, so that failures aren't chance. The claim is 0.45
 * to 0.55, for which only the whole form has enough samples.
 */
const tolerance = isLongRun ? 0.05 : 0.2;

function expectAlike(what: string, { known, unknown }: Times): void {
  const area = findAreaUnderCurve(known, unknown);
  if (isLongRun) {
    process.stdout.write(
      `Timing of ${what}: AUC ${area.toFixed(3)} over ${String(known.length)} known and ${String(unknown.length)} unknown addresses\n`,
    );
  }
  expect(Math.abs(area - 0.5)).toBeLessThan(tolerance);
}

describe("enumeration by timing", { timeout: 10 * 60_000 }, () => {
  it.each(scenarios)(
    "can't distinguish known from unknown addresses by the time of a send: $name",
    async (scenario) => {
      expectAlike(`sends, ${scenario.name}`, await timeSends(scenario, rounds, atOnce));
    },
  );

  it("can't distinguish known from unknown addresses by the time of a wrong guess while WorkOS is down", async () => {
    const [, , outage] = scenarios;
    if (outage === undefined) throw new Error("There is no scenario of an outage");
    expectAlike(`wrong guesses, ${outage.name}`, await timeGuesses(outage, guesses));
  });
});

describe("findAreaUnderCurve", () => {
  it.each([
    [[2, 3], [0, 1], 1],
    [[0, 1], [2, 3], 0],
    [[1, 1], [1, 1], 0.5],
    [[1, 3], [2, 4], 0.25],
    [[1, 2], [2], 0.25],
  ])("compares %j with %j as %d", (first, second, area) => {
    expect(findAreaUnderCurve(first, second)).toBe(area);
  });
});
