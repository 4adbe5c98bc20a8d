// The package's entry loads engines for every database and with them modules of Node alone; this file is its memory engine by
// itself, for which the package has no types.
declare module "rate-limiter-flexible/lib/RateLimiterMemory.js" {
  import { RateLimiterMemory } from "rate-limiter-flexible";
  export default RateLimiterMemory;
}
