import { expect, it } from "vitest";

import { type RedisServerPlaces, findRedisServer } from "./find-redis-server.ts";

function places(present: string[], named?: string): RedisServerPlaces {
  return { named, searchPath: "/usr/local/bin::/usr/bin", exists: (path) => present.includes(path) };
}

const everywhere = ["/opt/own/redis", "/usr/bin/redis-server", "/usr/local/bin/valkey-server"];

it("prefers the server in REDIS_SERVER_PATH", () => {
  expect(findRedisServer(places(everywhere, "/opt/own/redis"))).toBe("/opt/own/redis");
});

it("throws when the file in REDIS_SERVER_PATH is missing, instead of testing another server", () => {
  expect(() => findRedisServer(places(everywhere, "/opt/gone/redis"))).toThrow(
    "REDIS_SERVER_PATH names /opt/gone/redis, which does not exist",
  );
});

it("prefers redis-server to valkey-server, and ignores an empty REDIS_SERVER_PATH", () => {
  expect(findRedisServer(places(everywhere, ""))).toBe("/usr/bin/redis-server");
});

it("uses valkey-server when there is no redis-server", () => {
  expect(findRedisServer(places(["/usr/local/bin/valkey-server"]))).toBe("/usr/local/bin/valkey-server");
});

it("uses the first folder of the search path, and never the working directory", () => {
  expect(
    findRedisServer(places(["redis-server", "/usr/bin/redis-server", "/usr/local/bin/redis-server"])),
  ).toBe("/usr/local/bin/redis-server");
});

it("returns null when there is no server", () => {
  expect(findRedisServer(places(["/usr/bin/memcached"]))).toBeNull();
});
