import type { FunctionVariables } from "../core/configuration/workos-variables.ts";
import { createCounterStore } from "../stores/create-counter-store.ts";
import type { AnswerOptions } from "./create-answer.ts";
import { openFeatures } from "./features.ts";
import { nodeCryptography } from "./node-cryptography.ts";
import { parseSharedCounters } from "./shared-counters.ts";
import { writeLogLine } from "./write-log-line.ts";

/**
 * What the function needs on a host with Node and many instances.
 * @throws Error naming the variable that is wrong or missing
 */
export async function openOnNode(
  variables: FunctionVariables,
  host: string,
): Promise<Pick<AnswerOptions, "counterStore" | "features" | "cryptography">> {
  const counterPlace = parseSharedCounters(variables, host);
  const features = await openFeatures({
    variables,
    baseDirectory: process.cwd(),
    fetch,
    now: Date.now,
    writeLog: (level, event) => writeLogLine({ ...event, level, atMs: Date.now() }),
  });
  return { counterStore: await createCounterStore(counterPlace), features, cryptography: nodeCryptography };
}
