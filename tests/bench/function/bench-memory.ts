import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { childEnvironment } from "../../../src/function/testing/child-environment.ts";
import type { Section } from "../report.ts";

const mebibyte = 2 ** 20;
const limitMiB = 256;
/** The heap that V8 may use, so that the rest of the process has room within the limit. */
const heapMiB = 176;

/** Sends to that many addresses in a process of its own, with the counters in its memory. */
export async function benchMemory(addresses: number): Promise<Section> {
  const child = spawn(
    process.execPath,
    [
      `--max-old-space-size=${String(heapMiB)}`,
      "--max-semi-space-size=8",
      join(import.meta.dirname, "address-memory.ts"),
      String(addresses),
    ],
    { env: childEnvironment, stdio: ["ignore", "pipe", "inherit"] },
  );
  const [output, [exitCode]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  const measured: { peakRssBytes: number; peakHeapBytes: number; elapsedMs: number } =
    exitCode === 0
      ? JSON.parse(output)
      : { peakRssBytes: Number.NaN, peakHeapBytes: Number.NaN, elapsedMs: Number.NaN };
  return {
    title: `Memory: sends to ${addresses.toLocaleString("en")} addresses from as many client addresses, counters in memory, in a process of its own`,
    notes: [
      `The process runs with a heap of at most ${String(heapMiB)} MiB, as a container of ${String(limitMiB)} MiB would be set up.`,
    ],
    rows: [
      {
        name: "peak of the process (RSS)",
        value: measured.peakRssBytes / mebibyte,
        unit: "MiB",
        target: { atMost: limitMiB },
        detail: `${(addresses / (measured.elapsedMs / 1000)).toFixed(0)} sends a second`,
      },
      { name: "peak of its heap", value: measured.peakHeapBytes / mebibyte, unit: "MiB", detail: "" },
    ],
  };
}
