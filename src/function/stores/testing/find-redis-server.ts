import { delimiter, join } from "node:path";

/** Where to look; replaced in tests. */
export type RedisServerPlaces = {
  /** Value of `REDIS_SERVER_PATH`. */
  named: string | undefined;
  /** Value of `PATH`. */
  searchPath: string;
  exists: (path: string) => boolean;
};

const names = ["redis-server", "valkey-server"];

/**
 * Path of the Redis that tests run against, or null when there is none: the one that `REDIS_SERVER_PATH` names, then
 * redis-server, then valkey-server of the search path.
 * @throws Error when `REDIS_SERVER_PATH` names a file that isn't there: falling back would test another server than was asked for
 */
export function findRedisServer(places: RedisServerPlaces): string | null {
  if (places.named) {
    if (places.exists(places.named)) return places.named;
    throw new Error(`REDIS_SERVER_PATH names ${places.named}, which does not exist`);
  }
  const directories = places.searchPath.split(delimiter).filter((directory) => directory !== "");
  return (
    names
      .flatMap((name) => directories.map((directory) => join(directory, name)))
      .find((path) => places.exists(path)) ?? null
  );
}
