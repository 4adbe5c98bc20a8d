/** What every key of ours begins with in a Redis that others may use too. */
export const keyPrefix = "portico";

/** Where a Redis keeps its incarnation; the one key that never expires. */
export const incarnationKey = `${keyPrefix}:incarnation`;

/**
 * Changes a count by ARGV[1], within the window of ARGV[2] seconds that a first increment begins, and answers the count and the
 * milliseconds left. Taking back begins no window and stops at zero. Redis runs a script as a whole: nothing comes in between
 * (parallel guesses).
 */
export const changeCountScript = `
local change = tonumber(ARGV[1])
if change > 0 then redis.call('set', KEYS[1], 0, 'EX', ARGV[2], 'NX') end
local count = tonumber(redis.call('get', KEYS[1]) or 0)
if change ~= 0 and count + change >= 0 then count = redis.call('incrby', KEYS[1], change) end
return {count, redis.call('pttl', KEYS[1])}
`;

/** Keeps ARGV[1] as the incarnation unless there is one, and answers the one that stands. SET NX GET would need Redis 7. */
export const incarnationScript = `
redis.call('set', KEYS[1], ARGV[1], 'NX')
return redis.call('get', KEYS[1])
`;
