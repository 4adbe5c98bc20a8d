import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { lifetimes, limitTable } from "./limit-table.ts";

const daySeconds = 24 * 3600;

function describeQuota({ maximum, windowSeconds }: { maximum: number; windowSeconds: number }): string {
  const windows: Record<number, string> = { 60: "a minute", 3600: "an hour", [daySeconds]: "a day" };
  return `${String(maximum)} ${windows[windowSeconds] ?? `in ${String(windowSeconds / daySeconds)} days`}`;
}

/** The rows of the Markdown table under a heading, their cells trimmed. */
async function readDocumentedTable(heading: string): Promise<string[][]> {
  const page = await readFile(join(import.meta.dirname, "../../../../docs/function.md"), "utf8");
  const section = page.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("|"));
  return rows.slice(2).map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe("limitTable", () => {
  it("is what docs/function.md says", async () => {
    const documented = await readDocumentedTable("Limits");
    expect(documented).toEqual(
      Object.values(limitTable).map(({ name, counts, quotas }) => [
        counts,
        quotas.map(describeQuota).join(", "),
        `\`${name}\``,
      ]),
    );
  });

  it("has its windows in the order in which they are counted, the shortest first", () => {
    for (const { name, quotas } of Object.values(limitTable)) {
      const lengths = quotas.map(({ windowSeconds }) => windowSeconds);
      expect(lengths, name).toEqual(lengths.toSorted((a, b) => a - b));
      const maxima = quotas.map(({ maximum }) => maximum);
      expect(maxima, name).toEqual(maxima.toSorted((a, b) => a - b));
    }
  });

  it("has a name for each limit that no other has", () => {
    const names = Object.values(limitTable).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("lifetimes", () => {
  it("are what docs/function.md says", async () => {
    expect(await readDocumentedTable("Lifetimes")).toEqual([
      ["One-time code", `${String(lifetimes.oneTimeCodeSeconds / 60)} minutes`],
      ["Step behind a code", `${String(lifetimes.stepSeconds / 60)} minutes`],
      ["Magic Link until it is opened", `${String(lifetimes.magicLinkSeconds / 60)} minutes`],
      ["Code of an opened Magic Link", `${String(lifetimes.magicLinkCodeSeconds / 60)} minutes`],
      ["Access token", `${String(lifetimes.accessTokenSeconds / 60)} minutes`],
      ["Session without a refresh", `${String(lifetimes.refreshIdleSeconds / 60)} minutes`],
      ["Session at most", `${String(lifetimes.refreshAbsoluteSeconds / 3600)} hours`],
      [
        "Refresh token after its first use",
        `${String(lifetimes.refreshGraceSeconds)} seconds, ${String(lifetimes.refreshGraceUses)} uses in all`,
      ],
    ]);
  });
});
