import { describe, expect, it } from "vitest";

import { parseRedisUrl } from "./redis-url.ts";

describe("parseRedisUrl", () => {
  it.each([
    "redis://localhost",
    "redis://localhost:6379/",
    "redis://10.0.0.7:6379/3",
    "redis://[::1]:6379",
    "rediss://default:p%3Ass%2Fw@redis.example.com:6380/0",
  ])("parses %s as a Redis over a socket", (url) => {
    expect(parseRedisUrl(url)).toEqual({ kind: "socket", url });
  });

  it.each([
    ["https://default:to%2Fken@redis.example.com", "https://redis.example.com/", "to/ken"],
    ["https://:token@redis.example.com:8443/redis", "https://redis.example.com:8443/redis", "token"],
    ["http://default:token@localhost:8079", "http://localhost:8079/", "token"],
    ["http://default:token@127.0.0.1:8079", "http://127.0.0.1:8079/", "token"],
  ])("parses %s as a Redis over HTTP, with the token separate from the URL", (text, href, token) => {
    const parsed = parseRedisUrl(text);
    expect(parsed).toMatchObject({ kind: "http", token });
    expect(parsed.kind === "http" && parsed.url.href).toBe(href);
  });

  it.each([
    "secret",
    "redis:",
    "redis://:secret@",
    "redis://default:secret@redis.example.com/db",
    "redis://default:secret@redis.example.com/1/2",
    "redis://default:secret%@redis.example.com",
    "redis://default:secret@redis.example.com?family=6",
    "https://default:secret@redis.example.com#a",
    "https://redis.example.com",
    "https://default@redis.example.com",
    "https://default:secret%0Aheader@redis.example.com",
    "http://default:secret@redis.example.com",
    "http://default:secret@localhost.example.com",
    "unix:///run/secret.sock",
    "valkey://default:secret@redis.example.com",
    "ftp://default:secret@redis.example.com",
  ])("refuses %j and names the variable, not its value", (text) => {
    expect(() => parseRedisUrl(text)).toThrow("REDIS_URL");
    expect(() => parseRedisUrl(text)).not.toThrow("secret");
  });
});
