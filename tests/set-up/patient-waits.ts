import { vi } from "vitest";

/** Vitest gives up after a second, which a busy machine may need for anything. What is there sooner waits no longer. */
const timeoutMs = 45_000;

const { waitFor } = vi;
// Files that share a worker share `vi` too.
if (waitFor.name !== waitPatiently.name) vi.waitFor = waitPatiently;

async function waitPatiently<Result>(
  check: () => Result | Promise<Result>,
  options?: Parameters<typeof waitFor>[1],
): Promise<Result> {
  return await waitFor(check, typeof options === "number" ? options : { timeout: timeoutMs, ...options });
}
