import { describe, expect, it, vi } from "vitest";

import { testVariables } from "../../testing/test-workos.ts";
import { apiPaths } from "../../../contract/api-paths.ts";
import { isLongRun } from "../../../contract/testing/long-run.ts";
import type { CounterStore } from "../../core/counters/counter-store.ts";
import { createMemoryCounterStore } from "../../stores/memory-counter-store.ts";
import { buildAccount, createLocalIssuerFunction, workosDown } from "./testing/local-issuer-function.ts";
import { createTestBrowser } from "../../testing/test-browser.ts";

const { sendEmailCode: send, verifyEmailCode: verify, refreshSession: refresh, signOut } = apiPaths;
const email = "ada@analytical.example";
const sessionCookie = "__Host-portico-session";
const rounds = isLongRun ? 200 : 20;

/** A memory store that tells of each call, so that a test can begin another request between any two of them. */
function createWatchedStore(): { store: CounterStore; untilCalled: (times: number) => Promise<void> } {
  const memory = createMemoryCounterStore();
  const watches = new Set<{ left: number; end: () => void }>();
  const tell = (): void => {
    for (const watch of watches) {
      watch.left -= 1;
      if (watch.left > 0) continue;
      watches.delete(watch);
      watch.end();
    }
  };
  const store: CounterStore = {
    ...memory,
    createCounter: (options) => {
      const counter = memory.createCounter(options);
      return {
        increment: async (key) => {
          tell();
          return await counter.increment(key);
        },
        giveBack: async (key) => await counter.giveBack(key),
        put: async (key, count) => {
          tell();
          await counter.put(key, count);
        },
        raise: async (key, count) => {
          tell();
          return await counter.raise(key, count);
        },
        read: async (key) => {
          tell();
          return await counter.read(key);
        },
      };
    },
  };
  return {
    store,
    untilCalled: async (times) => {
      if (times > 0) await new Promise<void>((end) => watches.add({ left: times, end }));
    },
  };
}

describe("a sign-out in the middle of a refresh", () => {
  it.each([false, true])(
    `restores none of ${String(rounds)} local sessions after a sign-out during a refresh (everywhere: %s)`,
    { timeout: 60_000 },
    async (everywhere) => {
      const people = Array.from({ length: rounds }, (_, index) => `p${String(index)}@example.com`);
      const watched = createWatchedStore();
      const set = createLocalIssuerFunction({
        answers: [workosDown],
        variables: testVariables,
        accounts: [email, ...people].map((person) => buildAccount({ email: person })),
        counterStore: watched.store,
      });
      const outcomes = { refreshedFirst: 0, refused: 0 };
      for (const [index, person] of people.entries()) {
        const address = `198.18.${String(index >> 8)}.${String(index & 255)}`;
        const tab = createTestBrowser(set.app, { address });
        await tab.post(send, { email: person });
        await vi.waitFor(() => expect(set.mails.at(-1)?.to).toBe(person), { interval: 1 });
        await tab.post(verify, { code: set.mails.at(-1)?.oneTimeCode });
        const other = createTestBrowser(set.app, { address });
        other.cookies.set(sessionCookie, tab.cookies.get(sessionCookie) ?? "");

        // The second begins after 0 to 9 of the first's calls of the store, or once the first is done.
        const begin = [() => tab.post(refresh, {}), () => other.post(signOut, { everywhere })] as const;
        const isRefreshFirst = index % 2 === 0;
        const first = begin[isRefreshFirst ? 0 : 1]();
        await Promise.race([first, watched.untilCalled(Math.floor(index / 2) % 10)]);
        const second = begin[isRefreshFirst ? 1 : 0]();
        const [refreshed, signedOut] = await Promise.all(isRefreshFirst ? [first, second] : [second, first]);
        expect(await signedOut.json()).toEqual({ revoked: true });
        outcomes[refreshed.status === 200 ? "refreshedFirst" : "refused"] += 1;
        // At worst the refresh's answer comes last, and its cookie stays.
        const again = await tab.post(refresh, {});
        expect(again.status, `round ${String(index)}`).toBe(401);
        expect(tab.cookies.has(sessionCookie)).toBe(false);
      }
      // Both orders must have happened, or the test above would prove nothing.
      expect(Math.min(outcomes.refreshedFirst, outcomes.refused)).toBeGreaterThan(0);
    },
  );
});
