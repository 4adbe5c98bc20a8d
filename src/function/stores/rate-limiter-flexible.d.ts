// The package's entry loads the engines of every database and with them Node modules; this declares the one file that is used, for
// which the package has no types.
declare module "rate-limiter-flexible/lib/RateLimiterRedis.js" {
  import { RateLimiterRedis } from "rate-limiter-flexible";
  export default RateLimiterRedis;
}
