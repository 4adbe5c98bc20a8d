import type { CounterPlace } from "./counter-place.ts";
import type { CounterStore } from "../core/counters/counter-store.ts";
import { createHttpRedisCounterStore } from "./http-redis-counter-store.ts";
import { createMemoryCounterStore } from "./memory-counter-store.ts";

/**
 * The store at that place. Only for Node hosts, because the socket store imports Node modules. Its client is half of a server's code,
 * so it is loaded only where it is used.
 */
export async function createCounterStore(place: CounterPlace): Promise<CounterStore> {
  switch (place.kind) {
    case "memory":
      return createMemoryCounterStore();
    case "socket":
      return (await import("./redis-counter-store.ts")).createRedisCounterStore(place.url);
    case "http":
      return createHttpRedisCounterStore({ url: place.url, token: place.token, fetch });
    default:
      return place satisfies never;
  }
}
