import { parseArgs } from "node:util";

import { benchBundle } from "./bench-bundle.ts";
import { benchBrowser } from "./browser/bench-browser.ts";
import { benchFunction } from "./function/bench-function.ts";
import { benchLoad } from "./function/bench-load.ts";
import { benchMemory } from "./function/bench-memory.ts";
import { installPeers } from "./install-peers.ts";
import { formatReport, isMet, type Section } from "./report.ts";

const usage = `npm run bench -- [--runs <number>] [--only browser|function|memory|load|bundle] [--json]

Measures the project against its peers in one run, prints the ratios and their targets, and exits with 1 where one is missed.
docs/benchmarks.md says how.`;

const parts = ["browser", "function", "memory", "load", "bundle"] as const;
const addressCount = 1_000_000;
const loadSeconds = 20;
type Part = (typeof parts)[number];

const options = readOptions();
if (options === null) {
  console.error(usage);
  process.exitCode = 2;
} else {
  const sections: Section[] = [];
  for (const part of options.parts) sections.push(await runPart(part, options.runs));
  console.log(options.isJson ? JSON.stringify(sections, null, 2) : formatReport(sections));
  const missed = sections.flatMap(({ rows }) => rows).filter((row) => !isMet(row));
  if (missed.length > 0) {
    console.error(`\nMissed: ${missed.map(({ name }) => name).join("; ")}`);
    process.exitCode = 1;
  }
}

async function runPart(part: Part, runs: number): Promise<Section> {
  switch (part) {
    case "browser":
      await installPeers();
      return await benchBrowser(runs);
    case "function":
      await installPeers();
      return await benchFunction(runs);
    case "memory":
      return await benchMemory(addressCount);
    case "load":
      return await benchLoad(loadSeconds);
    case "bundle":
      return await benchBundle();
    default:
      return part satisfies never;
  }
}

function readOptions(): { runs: number; parts: readonly Part[]; isJson: boolean } | null {
  try {
    const { values } = parseArgs({
      options: {
        runs: { type: "string", default: "7" },
        only: { type: "string" },
        json: { type: "boolean", default: false },
      },
    });
    const runs = Number(values.runs);
    const only = parts.find((part) => part === values.only);
    if (!Number.isInteger(runs) || runs < 1) return null;
    if (values.only !== undefined && only === undefined) return null;
    return { runs, parts: only === undefined ? parts : [only], isJson: values.json };
  } catch {
    return null;
  }
}
