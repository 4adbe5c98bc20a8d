import { expect, it } from "vitest";

import { type RedisServerPlaces, findRedisServer } from "./find-redis-server.ts";

function places(present: string[], named?: string): RedisServerPlaces {
  return { named, searchPath: "/usr/local/bin::/usr/bin", exists: (path) => present.includes(path) };
}

const everywhere = ["/opt/own/redis", "/usr/bin/redis-server", "/usr/local/bin/valkey-server"];

it("takes the server that REDIS_SERVER_PATH names before any other", () => {
  expect(findRedisServer(places(everywhere, "/opt/own/redis"))).toBe("/opt/own/redis");
});

it("stops when REDIS_SERVER_PATH names nothing, instead of testing another server", () => {
  expect(() => findRedisServer(places(everywhere, "/opt/gone/redis"))).toThrow(
    "REDIS_SERVER_PATH names /opt/gone/redis, which does not exist",
  );
});

it("takes redis-server before valkey-server, and counts an empty REDIS_SERVER_PATH as none", () => {
  expect(findRedisServer(places(everywhere, ""))).toBe("/usr/bin/redis-server");
});

it("takes valkey-server where there is no redis-server", () => {
  expect(findRedisServer(places(["/usr/local/bin/valkey-server"]))).toBe("/usr/local/bin/valkey-server");
});

it("takes the first folder of the search path, and never the working directory", () => {
  expect(
    findRedisServer(places(["redis-server", "/usr/bin/redis-server", "/usr/local/bin/redis-server"])),
  ).toBe("/usr/local/bin/redis-server");
});

it("finds none where there is none", () => {
  expect(findRedisServer(places(["/usr/bin/memcached"]))).toBeNull();
});
