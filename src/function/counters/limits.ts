import { sendsPerMinute } from "../../contract/email-code.ts";
import type { Counter } from "./counter.ts";
import { createMemoryCounter } from "./memory-counter.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A number of times within a window, under the name that RateLimit fields call it by. */
export type Limit = { name: string; maximum: number; windowSeconds: number; counter: Counter };

/** All that the function counts. */
export type Limits = {
  /** Codes asked for, by address key. */
  sendsPerAddress: Limit;
  /** Codes asked for, by client address. */
  sendsPerClient: Limit;
  /** Mails that WorkOS was asked for, by address key; WorkOS sends no more in a minute. */
  mailsPerAddress: Limit;
  /** Guesses, by challenge id. */
  attemptsPerChallenge: Limit;
  /** Successful verifications, by challenge id: the second is refused. */
  usesPerChallenge: Limit;
};

/**
 * The limits, counted in the memory of this process.
 * Challenge windows last an hour: no challenge lives as long (see `challenge.ts`), so its count can't run out under it.
 */
export function createMemoryLimits(): Limits {
  return {
    sendsPerAddress: createMemoryLimit("address", sendsPerMinute, minuteMs),
    sendsPerClient: createMemoryLimit("client", 30, minuteMs),
    mailsPerAddress: createMemoryLimit("mail", 3, minuteMs),
    attemptsPerChallenge: createMemoryLimit("attempts", 5, hourMs),
    usesPerChallenge: createMemoryLimit("uses", 1, hourMs),
  };
}

function createMemoryLimit(name: string, maximum: number, windowMs: number): Limit {
  const counter = createMemoryCounter({ windowMs, maximumKeys: 50_000 });
  return { name, maximum, windowSeconds: windowMs / 1000, counter };
}
