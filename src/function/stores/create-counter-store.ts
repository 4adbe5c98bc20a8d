import type { CounterPlace } from "./counter-place.ts";
import type { CounterStore } from "../core/counters/counter-store.ts";
import { createHttpRedisCounterStore } from "./http-redis-counter-store.ts";
import { createMemoryCounterStore } from "./memory-counter-store.ts";
import { createRedisCounterStore } from "./redis-counter-store.ts";

/** The store at that place. Only for Node hosts, because the socket store imports Node modules. */
export function createCounterStore(place: CounterPlace): CounterStore {
  switch (place.kind) {
    case "memory":
      return createMemoryCounterStore();
    case "socket":
      return createRedisCounterStore(place.url);
    case "http":
      return createHttpRedisCounterStore({ url: place.url, token: place.token, fetch });
    default:
      return place satisfies never;
  }
}
