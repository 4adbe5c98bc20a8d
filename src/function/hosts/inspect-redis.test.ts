import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startHttpRedisServer } from "../stores/testing/http-redis-server.ts";
import { connectRedisAdmin, type RedisAdmin } from "../stores/testing/redis-admin.ts";
import { redisStartTimeoutMs, type RedisServer, startRedisServer } from "../stores/testing/redis-server.ts";
import { inspectRedisAt } from "./inspect-redis.ts";

let redis: RedisServer;
let admin: RedisAdmin;
beforeAll(async () => {
  redis = await startRedisServer();
  admin = await connectRedisAdmin(redis.url);
}, redisStartTimeoutMs);
afterAll(async () => {
  admin.close();
  await redis.stop();
});

const configure = async (settings: Record<string, string>) => {
  for (const [name, value] of Object.entries(settings)) await admin.command("CONFIG", "SET", name, value);
};
const inspect = async () => await inspectRedisAt(redis.url, fetch);

describe("the inspection of a Redis", () => {
  it.each([
    [{ "maxmemory-policy": "noeviction", save: "", appendonly: "no" }, "noeviction", false],
    [{ "maxmemory-policy": "allkeys-lru", save: "", appendonly: "no" }, "allkeys-lru", false],
    [{ "maxmemory-policy": "noeviction", save: "900 1", appendonly: "no" }, "noeviction", true],
  ])("reads %j", async (settings, evictionPolicy, isSaved) => {
    await configure(settings);
    expect(await inspect()).toEqual({ kind: "inspected", evictionPolicy, isSaved });
  });

  it("reads over HTTP what a server says without CONFIG", async () => {
    await configure({ "maxmemory-policy": "volatile-ttl", save: "", appendonly: "no" });
    const server = await startHttpRedisServer(admin, "canary-token");
    const inspectWith = async (token: string) =>
      await inspectRedisAt(server.url.href.replace("://", `://default:${token}@`), fetch);
    expect(await inspectWith("canary-token")).toEqual({
      kind: "inspected",
      evictionPolicy: "volatile-ttl",
      isSaved: null,
    });
    expect(await inspectWith("canary-other")).toEqual({ kind: "unreachable", cause: "status 401" });
    await server.close();
  });

  it.each([
    ["a port on which nothing listens", "redis://default:canary@127.0.0.1:1"],
    ["what is no address of a Redis", "canary:6379"],
  ])("says that %s can't be reached, without the address", async (_, text) => {
    const inspection = await inspectRedisAt(text, fetch);
    expect(inspection.kind).toBe("unreachable");
    expect(JSON.stringify(inspection)).not.toContain("canary");
  });

  it("says that the server refuses the password, without it", async () => {
    await configure({ requirepass: "right" });
    const inspection = await inspectRedisAt(redis.url.replace("://", "://default:canary@"), fetch);
    await configure({ requirepass: "" });
    expect(inspection).toEqual({ kind: "unreachable", cause: "The store refused the command (WRONGPASS)" });
  });
});
