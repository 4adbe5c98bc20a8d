import { describe, expect, it } from "vitest";

import { parseSharedCounters, refuseMemoryCounters } from "./shared-counters.ts";

describe("a host with many instances", () => {
  it.each([
    "redis://localhost",
    "rediss://default:hush@redis.example.com:6379",
    "https://default:hush@redis.example.com",
  ])("counts in %s", (url) => {
    expect(parseSharedCounters({ REDIS_URL: url }, "Vercel").kind).toMatch(/^(?:socket|http)$/);
  });

  it.each([
    [{}, "REDIS_URL is missing"],
    [{ REDIS_URL: " " }, "REDIS_URL is missing"],
    [{ PORTICO_SINGLE_INSTANCE: "true" }, "PORTICO_SINGLE_INSTANCE can't be true on Vercel"],
    [
      { PORTICO_SINGLE_INSTANCE: "true", REDIS_URL: "redis://localhost" },
      "PORTICO_SINGLE_INSTANCE can't be true",
    ],
    [
      { PORTICO_SINGLE_INSTANCE: "yes", REDIS_URL: "redis://localhost" },
      "PORTICO_SINGLE_INSTANCE must be true or false",
    ],
    [{ REDIS_URL: "memory://" }, "REDIS_URL"],
  ])("refuses to start with %j", (variables, words) => {
    expect(() => parseSharedCounters(variables, "Vercel")).toThrow(words);
  });

  it.each([
    [{ PORTICO_SINGLE_INSTANCE: "true" }, "PORTICO_SINGLE_INSTANCE can't be true"],
    [{ REDIS_URL: "localhost:6379" }, "REDIS_URL"],
  ])("refuses to build with %j", (variables, words) => {
    expect(() => refuseMemoryCounters(variables, "Vercel")).toThrow(words);
  });

  it("builds without the variables of the function, which it may not know", () => {
    expect(() => refuseMemoryCounters({}, "Vercel")).not.toThrow();
    expect(() => refuseMemoryCounters({ PORTICO_SINGLE_INSTANCE: "false" }, "Vercel")).not.toThrow();
  });
});
