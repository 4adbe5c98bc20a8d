import type { FunctionVariables } from "../core/configuration/workos-variables.ts";
import { isPlainLocalhostOrigin } from "../core/configuration/own-origin.ts";
import { type RedisUrl, parseRedisUrl } from "./redis-url.ts";

/** Where a production start counts sends and guesses. */
export type CounterPlace = { kind: "memory" } | RedisUrl;

/**
 * Where `REDIS_URL` says, and in memory without it. Memory has to be asked for where the console isn't on localhost: each of
 * several instances would count by itself and allow as many guesses as all together may have.
 *
 * @throws Error that names the variable to set or to mend, never its value
 */
export function parseCounterPlace(variables: FunctionVariables, ownOrigin: string): CounterPlace {
  const redisUrl = variables["REDIS_URL"]?.trim();
  const isSingleInstance = parseSingleInstance(variables["PORTICO_SINGLE_INSTANCE"]?.trim() ?? "");
  if (redisUrl) return parseRedisUrl(redisUrl);
  if (isSingleInstance || isPlainLocalhostOrigin(ownOrigin)) return { kind: "memory" };
  throw new Error(
    "sends and guesses would be counted in the memory of this process, where a second instance can't see them, and each " +
      "instance would allow as many guesses as all together may have. Set REDIS_URL to a Redis or Valkey that the instances " +
      "share, or PORTICO_SINGLE_INSTANCE=true where there is one instance and no other",
  );
}

function parseSingleInstance(text: string): boolean {
  if (text !== "" && text !== "true" && text !== "false") {
    throw new Error("PORTICO_SINGLE_INSTANCE must be true or false");
  }
  return text === "true";
}
