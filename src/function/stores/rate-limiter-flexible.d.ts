// The package's entry loads engines for every database, and with them Node's own modules; this file is one part of it, for which the
// package has no types.
declare module "rate-limiter-flexible/lib/RateLimiterRedis.js" {
  import { RateLimiterRedis } from "rate-limiter-flexible";
  export default RateLimiterRedis;
}
