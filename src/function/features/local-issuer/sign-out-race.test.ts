import { describe, expect, it, vi } from "vitest";

import { testVariables } from "../../testing/test-workos.ts";
import { apiPaths } from "../../../contract/api-paths.ts";
import { isLongRun } from "../../../contract/testing/long-run.ts";
import type { CounterStore } from "../../core/counters/counter-store.ts";
import { createMemoryCounterStore } from "../../core/counters/memory-counter-store.ts";
import { buildAccount, createLocalIssuerFunction, workosDown } from "./testing/local-issuer-function.ts";
import { createTestBrowser } from "../../testing/test-browser.ts";

const { sendEmailCode: send, verifyEmailCode: verify, refreshSession: refresh, signOut } = apiPaths;
const email = "ada@analytical.example";
const sessionCookie = "__Host-portico-session";
const rounds = isLongRun ? 200 : 20;

/** A store that answers each call after a varying number of event loop turns. */
function createUnevenStore(): CounterStore {
  const memory = createMemoryCounterStore();
  let calls = 0;
  const lag = async (): Promise<void> => {
    calls += 1;
    for (let turn = (calls * 7919) % 11; turn > 0; turn -= 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return {
    ...memory,
    createCounter: (options) => {
      const counter = memory.createCounter(options);
      return {
        increment: async (key) => {
          await lag();
          return await counter.increment(key);
        },
        giveBack: async (key) => {
          await counter.giveBack(key);
        },
        put: async (key, count) => {
          await lag();
          await counter.put(key, count);
        },
        read: async (key) => {
          await lag();
          return await counter.read(key);
        },
      };
    },
  };
}

describe("a sign-out in the middle of a refresh", () => {
  it.each([false, true])(
    `restores none of ${String(rounds)} local sessions after a sign-out during a refresh (everywhere: %s)`,
    { timeout: 60_000 },
    async (everywhere) => {
      const people = Array.from({ length: rounds }, (_, index) => `p${String(index)}@example.com`);
      const set = createLocalIssuerFunction({
        answers: [workosDown],
        variables: testVariables,
        accounts: [email, ...people].map((person) => buildAccount({ email: person })),
        counterStore: createUnevenStore(),
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

        const [refreshed, signedOut] = await Promise.all([
          tab.post(refresh, {}),
          other.post(signOut, { everywhere }),
        ]);
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
