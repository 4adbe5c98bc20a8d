import { memoryUsage } from "node:process";

import { createPortico } from "./subjects.ts";

// A process of its own, because its memory is what is measured: sends to as many addresses as the command line says, each from a
// client address of its own, and prints what it took as JSON.

const addresses = Number(process.argv[2]);
const atOnce = 32;
const sampleEvery = 5_000;

const signIn = await createPortico();
let next = 0;
let peakRssBytes = 0;
let peakHeapBytes = 0;
const startedAtMs = performance.now();
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    while (next < addresses) {
      const person = next;
      next += 1;
      await signIn.send(person);
      signIn.forget(person);
      if (person % sampleEvery !== 0) continue;
      const { rss, heapUsed } = memoryUsage();
      peakRssBytes = Math.max(peakRssBytes, rss);
      peakHeapBytes = Math.max(peakHeapBytes, heapUsed);
    }
  }),
);
await signIn.finish();
process.stdout.write(
  JSON.stringify({ peakRssBytes, peakHeapBytes, elapsedMs: performance.now() - startedAtMs }),
);
