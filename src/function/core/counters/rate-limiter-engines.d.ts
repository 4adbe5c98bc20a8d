// The package's entry loads engines for every database and with them modules of Node alone; these files are single parts of it,
// for which the package has no types.
declare module "rate-limiter-flexible/lib/component/MemoryStorage/MemoryStorage.js" {
  import type { RateLimiterRes } from "rate-limiter-flexible";

  /** What the package's memory engine keeps its counts in. Unlike the engine's own calls, these take effect and answer at once. */
  export default class MemoryStorage {
    incrby(key: string, change: number, windowSeconds: number): RateLimiterRes;
    set(key: string, count: number, windowSeconds: number): RateLimiterRes;
    /** The count, ended windows included until their timer has run; null for none. */
    get(key: string): RateLimiterRes | null;
    delete(key: string): boolean;
  }
}

declare module "rate-limiter-flexible/lib/RateLimiterRedis.js" {
  import { RateLimiterRedis } from "rate-limiter-flexible";
  export default RateLimiterRedis;
}
