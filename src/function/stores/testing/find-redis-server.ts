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
 * Path of the Redis for tests, or null when there is none: `REDIS_SERVER_PATH`, then redis-server, then valkey-server on the search
 * path.
 * @throws Error when the file in `REDIS_SERVER_PATH` is missing: falling back would test a different server
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
