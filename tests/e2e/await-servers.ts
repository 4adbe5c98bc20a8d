import { type FullConfig } from "@playwright/test";
import * as v from "valibot";

import { wait } from "../../src/function/core/feature/environment.ts";

const metadataSchema = v.looseObject({ serverUrls: v.array(v.string()) });
const pauseMs = 100;
const timeoutMs = 60_000;

/**
 * Waits until all servers answer. Playwright would start each when the one before it does; begun at once, they and their builds
 * share the machine's cores.
 *
 * @throws Error that names the one that doesn't within a minute; what it has printed stands above
 */
export default async function awaitServers({ metadata }: FullConfig): Promise<void> {
  const { serverUrls } = v.parse(metadataSchema, metadata);
  await Promise.all(serverUrls.map((url) => awaitServer(url)));
}

async function awaitServer(url: string): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await isAnswering(url))) {
    if (performance.now() > deadline) throw new Error(`Nothing answers at ${url}`);
    await wait(pauseMs);
  }
}

async function isAnswering(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
