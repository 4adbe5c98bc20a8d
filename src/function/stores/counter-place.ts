import { parseSwitch, readVariable } from "../../contract/variables.ts";
import type { FunctionVariables } from "../core/configuration/workos-variables.ts";
import { isPlainLocalhostOrigin } from "../../contract/own-origin.ts";
import { type RedisUrl, parseRedisUrl } from "./redis-url.ts";

/** Where a production start counts sends and guesses. */
export type CounterPlace = { kind: "memory" } | RedisUrl;

/**
 * The Redis of `REDIS_URL`, or memory without it. Except on localhost, memory must be requested explicitly: each of several
 * instances would count by itself and allow the whole number of guesses again.
 *
 * @throws Error naming the variable to set or fix, never its value
 */
export function parseCounterPlace(variables: FunctionVariables, ownOrigin: string): CounterPlace {
  const redisUrl = readVariable(variables, "REDIS_URL");
  const isSingleInstance = parseSwitch(variables, "PORTICO_SINGLE_INSTANCE");
  if (redisUrl !== null) return parseRedisUrl(redisUrl);
  if (isSingleInstance || isPlainLocalhostOrigin(ownOrigin)) return { kind: "memory" };
  throw new Error(
    "sends and guesses would be counted in the memory of this process, where a second instance can't see them, and each " +
      "instance would allow the whole number of guesses again. Set REDIS_URL to a Redis or Valkey that the instances " +
      "share, or PORTICO_SINGLE_INSTANCE=true if there is only one instance",
  );
}
