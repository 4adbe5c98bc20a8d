/** The middle value, and the range that holds the middle half of them; without what couldn't be measured. */
export type Spread = { median: number; low: number; high: number };

/** One line of the report. */
export type Row = {
  name: string;
  /** The figure that the target is about, such as a ratio to a peer. */
  value: number;
  unit: "times" | "ms" | "MiB" | "bytes" | "requests" | "shift" | "a second";
  spread?: Spread;
  target?: { atMost: number } | { atLeast: number };
  /** What the value was made of, in words. */
  detail: string;
};

export type Section = { title: string; notes: readonly string[]; rows: readonly Row[] };

export function describeSpread(values: readonly number[]): Spread {
  const sorted = values.filter((value) => !Number.isNaN(value)).toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN;
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/** Ratios of each pair of one run: what else the machine does changes during the runs. */
export function describeRatios(values: readonly number[], others: readonly number[]): Spread {
  return describeSpread(values.map((value, run) => value / (others[run] ?? Number.NaN)));
}

/** The middle, the value that a hundredth exceeds, and the highest. */
export function describeQuantiles(values: readonly number[]): { p50: number; p99: number; max: number } {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

/** Whether a row has no target or keeps it. A figure that couldn't be measured misses its target. */
export function isMet({ value, target }: Row): boolean {
  if (target === undefined) return true;
  return "atMost" in target ? value <= target.atMost : value >= target.atLeast;
}

/** The sections as one text for people. */
export function formatReport(sections: readonly Section[]): string {
  return sections
    .map(({ title, notes, rows }) => {
      const cells = rows.map((row) => [row.name, formatValue(row), formatTarget(row), row.detail]);
      const widths = [0, 1, 2].map((column) =>
        Math.max(...cells.map((line) => Array.from(line[column] ?? "").length)),
      );
      const lines = cells.map((line) =>
        line
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd(),
      );
      return [title, ...lines.map((line) => `  ${line}`), ...notes.map((note) => `  ${note}`)].join("\n");
    })
    .join("\n\n");
}

function formatValue(row: Row): string {
  const { value, unit, spread } = row;
  if (Number.isNaN(value)) return "not measured";
  const format = (figure: number) => {
    switch (unit) {
      case "times":
        return figure.toFixed(2);
      case "shift":
        return figure.toFixed(3);
      case "ms":
      case "MiB":
        return figure < 10 ? figure.toFixed(1) : figure.toFixed(0);
      case "bytes":
      case "requests":
      case "a second":
        return figure.toFixed(0);
      default:
        return unit satisfies never;
    }
  };
  const range = spread === undefined ? "" : ` (${format(spread.low)} to ${format(spread.high)})`;
  return `${format(value)}${unit === "times" || unit === "shift" ? "" : ` ${unit}`}${range}`;
}

function formatTarget(row: Row): string {
  if (row.target === undefined) return "";
  const bound = "atMost" in row.target ? `≤ ${String(row.target.atMost)}` : `≥ ${String(row.target.atLeast)}`;
  return `${bound} ${isMet(row) ? "met" : "MISSED"}`;
}
