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

/** Reads a text, in a list: a bare null would look like the answer of something that isn't Redis. */
export const readTextScript = `return {redis.call('get', KEYS[1])}`;

/** Writes the text ARGV[1] for ARGV[2] milliseconds. */
export const writeTextScript = `
redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2])
return {ARGV[1]}
`;

/** Writes the text ARGV[1] for ARGV[2] milliseconds unless there is one, and returns the current one. */
export const writeTextOnceScript = `
redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2], 'NX')
return {redis.call('get', KEYS[1])}
`;

/** Reads and removes a text. GETDEL would need Redis 6.2. */
export const takeTextScript = `
local text = redis.call('get', KEYS[1])
redis.call('del', KEYS[1])
return {text}
`;

/**
 * Adds the text ARGV[2] with the id ARGV[1], due at ARGV[3], to the due times of KEYS[1] and the texts of KEYS[2]. Both are kept for
 * ARGV[4] milliseconds; beyond ARGV[5] texts the longest due are dropped.
 */
export const addToQueueScript = `
redis.call('zadd', KEYS[1], ARGV[3], ARGV[1])
redis.call('hset', KEYS[2], ARGV[1], ARGV[2])
local excess = redis.call('zcard', KEYS[1]) - tonumber(ARGV[5])
if excess > 0 then
  for _, id in ipairs(redis.call('zrange', KEYS[1], 0, excess - 1)) do
    redis.call('zrem', KEYS[1], id)
    redis.call('hdel', KEYS[2], id)
  end
end
redis.call('pexpire', KEYS[1], ARGV[4])
redis.call('pexpire', KEYS[2], ARGV[4])
return {}
`;

/** Puts off at most ARGV[3] texts that are due by ARGV[1] until ARGV[2], and returns their ids and texts in turn. */
export const leaseFromQueueScript = `
local leased = {}
for _, id in ipairs(redis.call('zrangebyscore', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])) do
  local text = redis.call('hget', KEYS[2], id)
  if text then
    redis.call('zadd', KEYS[1], ARGV[2], id)
    leased[#leased + 1] = id
    leased[#leased + 1] = text
  else
    redis.call('zrem', KEYS[1], id)
  end
end
return leased
`;

/** Removes the text with the id ARGV[1]. */
export const removeFromQueueScript = `
redis.call('zrem', KEYS[1], ARGV[1])
redis.call('hdel', KEYS[2], ARGV[1])
return {}
`;
