import type { Counter } from "../counters/counter.ts";
import { type Limit, type Limits, createMemoryLimits } from "../counters/limits.ts";

/** Which calls of which counter the store fails. */
export type StoreFailure = (limit: keyof Limits, call: keyof Counter) => boolean;

/** Limits in memory, behind a store that is down for the calls that `isFailing` names. */
export function createFailingLimits(isFailing: StoreFailure): Limits {
  const limits = createMemoryLimits();
  const wrap = (name: keyof Limits): Limit => {
    const { counter, ...rest } = limits[name];
    const fail = (call: keyof Counter): void => {
      if (isFailing(name, call)) throw new Error("connect ECONNREFUSED 192.0.2.7:6379");
    };
    return {
      ...rest,
      counter: {
        increment: async (key) => {
          fail("increment");
          return await counter.increment(key);
        },
        read: async (key) => {
          fail("read");
          return await counter.read(key);
        },
        giveBack: async (key) => {
          fail("giveBack");
          await counter.giveBack(key);
        },
      },
    };
  };
  return {
    sendsPerAddress: wrap("sendsPerAddress"),
    sendsPerClient: wrap("sendsPerClient"),
    mailsPerAddress: wrap("mailsPerAddress"),
    attemptsPerChallenge: wrap("attemptsPerChallenge"),
    usesPerChallenge: wrap("usesPerChallenge"),
  };
}
