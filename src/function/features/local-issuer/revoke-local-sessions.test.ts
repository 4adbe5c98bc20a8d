import { describe, expect, it } from "vitest";

import { CounterStoreError } from "../../core/counters/counter-store.ts";
import type { LogEvent } from "../../core/logging/log-entry.ts";
import type { LocalSession } from "./local-session.ts";
import { createLocalRevocation } from "./revoke-local-sessions.ts";

const session: LocalSession = {
  refreshToken: {
    familyId: "family",
    generation: 3,
    subject: "acct_ada",
    email: "ada@example.com",
    incarnation: "store",
    startedAtMs: 0,
    idleExpiresAtMs: 1,
    absoluteExpiresAtMs: 2,
  },
  authenticationMethod: "EmailCode",
  organizationId: null,
};

/** A store that is down for the first `failures` calls; waits end at once and are recorded. */
function setUp(failures: number, error: Error = new CounterStoreError("down")) {
  const revoked: string[] = [];
  const waitsMs: number[] = [];
  const log: LogEvent[] = [];
  const background: Promise<unknown>[] = [];
  let calls = 0;
  const note = (what: string): Promise<void> => {
    calls += 1;
    if (calls <= failures) return Promise.reject(error);
    revoked.push(what);
    return Promise.resolve();
  };
  const core = {
    runInBackground: (task: Promise<unknown>) => background.push(task),
    wait: (milliseconds: number) => {
      waitsMs.push(milliseconds);
      return Promise.resolve();
    },
    writeLog: (_level: unknown, event: LogEvent) => log.push(event),
  };
  const revoke = createLocalRevocation(core, {
    start: () => Promise.reject(new Error("not asked here")),
    rotate: () => Promise.reject(new Error("not asked here")),
    revoke: ({ familyId }) => note(`family ${familyId}`),
    revokeSubject: (subject) => note(`subject ${subject}`),
  });
  return { revoke, revoked, waitsMs, log, background };
}

describe("ending local sessions", () => {
  it("ends one local session, or all of the user", async () => {
    const one = setUp(0);
    expect(await one.revoke(session, false)).toBe(true);
    expect(one.revoked).toEqual(["family family"]);
    const all = setUp(0);
    expect(await all.revoke(session, true)).toBe(true);
    expect(all.revoked).toEqual(["family family", "subject acct_ada"]);
    expect(all.background).toEqual([]);
  });

  it("reports false while the store is down, and revokes as soon as it is back", async () => {
    const { revoke, revoked, waitsMs, log, background } = setUp(3);
    expect(await revoke(session, false)).toBe(false);
    await Promise.all(background);
    expect(revoked).toEqual(["family family"]);
    expect(waitsMs).toEqual([2000, 10_000, 60_000]);
    expect(log).toEqual([1, 2, 3].map((attempt) => ({ event: "sign_out_not_told", attempt })));
  });

  it("gives up revoking after an outage of six minutes", async () => {
    const { revoke, revoked, waitsMs, background } = setUp(Infinity);
    expect(await revoke(session, true)).toBe(false);
    await Promise.all(background);
    expect(revoked).toEqual([]);
    expect(waitsMs).toEqual([2000, 10_000, 60_000, 300_000]);
  });

  it("rethrows a bug instead of retrying", async () => {
    const { revoke } = setUp(1, new TypeError("bug"));
    await expect(revoke(session, false)).rejects.toThrow("bug");
  });
});
