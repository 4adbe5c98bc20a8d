import { describe, expect, it } from "vitest";

import { measureRates } from "./function/bench-function.ts";
import { createPortico } from "./function/subjects.ts";
import { describeQuantiles, describeRatios, formatReport, isMet, type Row } from "./report.ts";

it("the bench measures how fast the function sends and verifies", async () => {
  const rates = await measureRates(await createPortico(), 1, 0);
  expect(Object.keys(rates)).toEqual(["sends", "verifies", "sendsAtOnce", "verifiesAtOnce"]);
  for (const rate of Object.values(rates)) expect(rate).toBeGreaterThan(0);
});

describe("the bench's report", () => {
  const row: Row = { name: "sends", value: 2, unit: "times", target: { atLeast: 2 }, detail: "4 to 2" };

  it.each<[value: number, target: Row["target"], met: boolean]>([
    [2, { atLeast: 2 }, true],
    [1.99, { atLeast: 2 }, false],
    [0.4, { atMost: 0.4 }, true],
    [0.41, { atMost: 0.4 }, false],
    [Number.NaN, { atMost: 0.4 }, false],
    [Number.NaN, { atLeast: 2 }, false],
    [Number.NaN, undefined, true],
  ])("takes %d against %j as met: %s", (value, target, met) => {
    const { target: _, ...rest } = row;
    expect(isMet({ ...rest, value, ...(target !== undefined && { target }) })).toBe(met);
  });

  it("says which target is missed", () => {
    const report = formatReport([
      { title: "Function", notes: ["A note."], rows: [row, { ...row, name: "verifies", value: 1.234 }] },
    ]);
    expect(report.split("\n")).toEqual([
      "Function",
      "  sends     2.00  ≥ 2 met     4 to 2",
      "  verifies  1.23  ≥ 2 MISSED  4 to 2",
      "  A note.",
    ]);
  });

  it("takes the median of the ratios of each run", () => {
    expect(describeRatios([1, 10, 3], [2, 10, 12]).median).toBe(0.5);
  });

  it("finds the value that a hundredth exceeds", () => {
    const values = Array.from({ length: 1001 }, (_, index) => index);
    expect(describeQuantiles(values)).toEqual({ p50: 500, p99: 990, max: 1000 });
  });
});
