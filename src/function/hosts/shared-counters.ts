import { parseSwitch, readVariable } from "../../contract/variables.ts";
import type { FunctionVariables } from "../core/configuration/workos-variables.ts";
import { parseRedisUrl, type RedisUrl } from "../stores/redis-url.ts";

/**
 * Where a host with many instances counts sends and guesses: the Redis of `REDIS_URL`. Counted in memory, each instance would allow
 * the whole number of guesses again.
 *
 * @throws Error naming the variable to set or unset, never its value
 */
export function parseSharedCounters(variables: FunctionVariables, host: string): RedisUrl {
  if (parseSwitch(variables, "PORTICO_SINGLE_INSTANCE")) {
    throw new Error(
      `PORTICO_SINGLE_INSTANCE can't be true on ${host}, which starts as many instances as it needs`,
    );
  }
  const redisUrl = readVariable(variables, "REDIS_URL");
  if (redisUrl !== null) return parseRedisUrl(redisUrl);
  throw new Error(
    `REDIS_URL is missing; ${host} starts as many instances as it needs, and they need a Redis or Valkey in which they count ` +
      "sends and guesses together",
  );
}

/**
 * Refuses at build what the function would refuse at its start, as far as the build knows the variables: secrets are often set only
 * for the function.
 *
 * @throws Error naming the variable
 */
export function refuseMemoryCounters(variables: FunctionVariables, host: string): void {
  if (!parseSwitch(variables, "PORTICO_SINGLE_INSTANCE") && readVariable(variables, "REDIS_URL") === null)
    return;
  parseSharedCounters(variables, host);
}
