import { listCalls } from "../../src/function/core/app.ts";
import { type LimitEntry, limitTable } from "../../src/function/core/counters/limit-table.ts";
import { listLimits } from "../../src/function/core/feature/call-limits.ts";
import type { CallDescription } from "../../src/function/core/feature/call.ts";
import { allFeatures } from "../function/all-features.ts";

/** A page of the docs with the calls and limits that it lists. */
export type Page = {
  name: string;
  page: string;
  calls: readonly CallDescription[];
  limits: readonly LimitEntry[];
};

const coreLimits: readonly LimitEntry[] = Object.values(limitTable);

/** The core's page and that of each feature. */
export const pages: readonly Page[] = [
  { name: "the core", page: "function.md", calls: listCalls([]), limits: coreLimits },
  ...allFeatures.map(({ name, calls, limits }) => ({
    name,
    page: `${name}.md`,
    calls,
    limits: limits.filter((limit) => !coreLimits.includes(limit)),
  })),
];

export const callColumns = ["Call", "Who may call", "Limits", "What it does"];
export const limitColumns = ["What is counted", "At most", "Name"];

export function buildCallTable(calls: readonly CallDescription[]): string[][] {
  return calls.map((call) => [
    `\`${call.method} ${call.path}\``,
    call.access === null
      ? "the console's pages"
      : call.access.scope === "account"
        ? "an access token"
        : `an access token with \`${call.access.permission}\``,
    listLimits(call)
      .map(({ name }) => `\`${name}\``)
      .join(", "),
    call.isDeprecated === true ? `${call.summary} Deprecated.` : call.summary,
  ]);
}

export function buildLimitTable(limits: readonly LimitEntry[]): string[][] {
  return limits.map(({ name, counts, quotas }) => [
    counts,
    quotas.map(describeQuota).join(", "),
    `\`${name}\``,
  ]);
}

const daySeconds = 24 * 3600;
const windows: Record<number, string> = {
  10: "in ten seconds",
  60: "a minute",
  3600: "an hour",
  [daySeconds]: "a day",
};

function describeQuota({ maximum, windowSeconds }: { maximum: number; windowSeconds: number }): string {
  const other =
    windowSeconds < daySeconds
      ? `in ${String(windowSeconds / 60)} minutes`
      : `in ${String(windowSeconds / daySeconds)} days`;
  return `${String(maximum)} ${windows[windowSeconds] ?? other}`;
}

/** The rows of the Markdown table under a heading, their cells trimmed. */
export function readTable(page: string, heading: string): string[][] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("|"));
  return rows.slice(2).map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** The page with the table under the heading replaced, or added where there is none. Without rows the page needs no such heading. */
export function replaceTable(page: string, heading: string, columns: string[], rows: string[][]): string {
  if (rows.length === 0) return page;
  const [before, section] = page.split(`\n## ${heading}\n`);
  if (before === undefined || section === undefined) throw new Error(`The page has no heading ${heading}`);
  const table = [columns, columns.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
  const written = /^\|/m.test(section)
    ? section.replace(/(?:^\|.*(?:\n|$))+/m, () => `${table}\n`)
    : `\n${table}\n${section}`;
  return `${before}\n## ${heading}\n${written}`;
}
