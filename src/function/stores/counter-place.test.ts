import { describe, expect, it } from "vitest";

import { parseCounterPlace } from "./counter-place.ts";

const publicOrigin = "https://console.example.com";
const redis = "redis://redis.example.com:6379";

describe("parseCounterPlace", () => {
  it.each([
    [{ REDIS_URL: redis }],
    [{ REDIS_URL: ` ${redis} `, PORTICO_SINGLE_INSTANCE: "false" }],
    [{ REDIS_URL: redis, PORTICO_SINGLE_INSTANCE: "true" }],
  ])("counts in Redis with %j", (variables) => {
    for (const origin of [publicOrigin, "http://localhost:4300"]) {
      expect(parseCounterPlace(variables, origin)).toEqual({ kind: "socket", url: redis });
    }
  });

  it("counts in memory when a single instance is declared", () => {
    expect(parseCounterPlace({ PORTICO_SINGLE_INSTANCE: "true" }, publicOrigin)).toEqual({ kind: "memory" });
  });

  it.each(["http://localhost:4300", "http://console.portico.localhost:4300"])(
    "counts in memory on %s, which is the local machine",
    (origin) => {
      expect(parseCounterPlace({}, origin)).toEqual({ kind: "memory" });
    },
  );

  it.each([
    {},
    { REDIS_URL: "" },
    { REDIS_URL: " ", PORTICO_SINGLE_INSTANCE: " " },
    { PORTICO_SINGLE_INSTANCE: "false" },
  ])("refuses memory for a public origin with %j, and says what to set", (variables) => {
    for (const origin of [publicOrigin, "https://localhost", "https://console.localhost:8443"]) {
      const start = () => parseCounterPlace(variables, origin);
      expect(start).toThrow("a second instance can't see them");
      expect(start).toThrow("REDIS_URL");
      expect(start).toThrow("PORTICO_SINGLE_INSTANCE=true");
    }
  });

  it.each(["1", "yes", "TRUE", "secret"])("refuses PORTICO_SINGLE_INSTANCE=%s", (value) => {
    for (const variables of [{}, { REDIS_URL: redis }]) {
      const start = () => parseCounterPlace({ ...variables, PORTICO_SINGLE_INSTANCE: value }, publicOrigin);
      expect(start).toThrow("PORTICO_SINGLE_INSTANCE must be true or false");
    }
  });
});
