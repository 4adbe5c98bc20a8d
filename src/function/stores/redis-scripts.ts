/** The prefix of all our keys, because others may use the same Redis. */
export const keyPrefix = "portico";

/** The key of the store id, the only one that never expires. */
export const storeIdKey = `${keyPrefix}:incarnation`;

/**
 * Changes a count by ARGV[1], in the window of ARGV[2] seconds that the first increment begins, and returns the count and the
 * milliseconds left. Decrements begin no window and stop at zero. Redis runs scripts atomically (parallel guesses).
 */
export const changeCountScript = `
local change = tonumber(ARGV[1])
if change > 0 then redis.call('set', KEYS[1], 0, 'EX', ARGV[2], 'NX') end
local count = tonumber(redis.call('get', KEYS[1]) or 0)
if change ~= 0 and count + change >= 0 then count = redis.call('incrby', KEYS[1], change) end
return {count, redis.call('pttl', KEYS[1])}
`;

/**
 * Raises a count to at least ARGV[1] and keeps its window, and returns the count and the milliseconds left as they were; a key
 * without a window gets none. Not SET KEEPTTL, which needs Redis 6.
 */
export const raiseCountScript = `
local before = redis.call('get', KEYS[1])
if not before then return {0, 0} end
local missing = tonumber(ARGV[1]) - tonumber(before)
if missing > 0 then redis.call('incrby', KEYS[1], missing) end
return {tonumber(before), redis.call('pttl', KEYS[1])}
`;

/** Sets the store id to ARGV[1] unless there is one, and returns the current one. SET NX GET would need Redis 7. */
export const storeIdScript = `
redis.call('set', KEYS[1], ARGV[1], 'NX')
return redis.call('get', KEYS[1])
`;
