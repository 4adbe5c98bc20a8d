import { beforeEach, describe, expect, it, vi } from "vitest";

import { createMemoryCounter } from "../../stores/memory-counter-store.ts";
import { createRefreshFamilies, type LocalRefreshToken } from "./refresh-families.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const ada = { subject: "acct_ada", email: "ada@example.com" };

function pass(milliseconds: number): void {
  vi.setSystemTime(Date.now() + milliseconds);
}

/** Families on memory counters and the test's clock. */
function setUp({ maximumKeys = 1000, afterIncrement = async (): Promise<undefined> => undefined } = {}) {
  const store = { id: "store-1" };
  const recentUses = createMemoryCounter({ windowMs: minuteMs, maximumKeys });
  const families = createRefreshFamilies({
    families: createMemoryCounter({ windowMs: dayMs, maximumKeys }),
    recentUses: {
      ...recentUses,
      increment: async (key) => {
        const count = await recentUses.increment(key);
        await afterIncrement();
        return count;
      },
    },
    revokedSubjects: createMemoryCounter({ windowMs: dayMs, maximumKeys }),
    readStoreId: () => Promise.resolve(store.id),
    idleLifetimeMs: hourMs,
    absoluteLifetimeMs: 8 * hourMs,
    graceMs: 10_000,
    graceUses: 3,
    now: () => Date.now(),
  });
  const rotate = async (token: LocalRefreshToken): Promise<LocalRefreshToken> => {
    const result = await families.rotate(token);
    if (result.kind === "ended") throw new Error(`The session has ended: ${result.reason}`);
    return result.token;
  };
  return { families, rotate, store };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  return () => vi.useRealTimers();
});

describe("a refresh token family", () => {
  it("rotates to a new generation at each use", async () => {
    const { families, rotate } = setUp();
    const first = await families.start(ada);
    const second = await rotate(first);
    const third = await rotate(second);
    expect([first, second, third].map((token) => token.generation)).toEqual([1, 2, 3]);
    expect(new Set([first, second, third].map((token) => token.familyId)).size).toBe(1);
  });

  it("gives two parallel tabs the same successor, and accepts it from both", async () => {
    const { families, rotate } = setUp();
    const first = await families.start(ada);
    const [left, right] = await Promise.all([rotate(first), rotate(first)]);
    expect(left).toEqual(right);
    pass(4 * minuteMs);
    expect((await rotate(left)).generation).toBe(3);
  });

  it("gives the same successor again for a lost answer, up to three uses within ten seconds", async () => {
    const { families, rotate } = setUp();
    const first = await families.start(ada);
    const successor = await rotate(first);
    for (const waitedMs of [4000, 6000]) {
      pass(waitedMs);
      expect(await rotate(first)).toEqual(successor);
    }
    expect(await families.rotate(first)).toEqual({ kind: "ended", reason: "replayed" });
  });

  it("ends the family for both parties when a token is replayed later", async () => {
    const { families, rotate } = setUp();
    const stolen = await families.start(ada);
    const successor = await rotate(stolen);
    pass(10_001);
    expect(await families.rotate(stolen)).toEqual({ kind: "ended", reason: "replayed" });
    expect(await families.rotate(successor)).toEqual({ kind: "ended", reason: "signed_out" });
  });

  it.each([10_001, minuteMs - 1, minuteMs, 30 * minuteMs])(
    "detects a replay %d ms later, however many refreshes of another session there were meanwhile",
    async (waitedMs) => {
      const { families, rotate } = setUp({ maximumKeys: 10 });
      const stolen = await families.start(ada);
      const successor = await rotate(stolen);
      let flood = await families.start({ subject: "acct_grace", email: "grace@example.com" });
      for (let round = 0; round < 50; round += 1) flood = await rotate(flood);
      pass(waitedMs);
      expect(await families.rotate(stolen)).toEqual({ kind: "ended", reason: "replayed" });
      expect(await families.rotate(successor)).toEqual({ kind: "ended", reason: "signed_out" });
    },
  );

  it("ends a family that the store has dropped, and revives no session by dropping its end", async () => {
    const { families, rotate } = setUp({ maximumKeys: 10 });
    const spent = await families.start(ada);
    const dropped = await rotate(spent);
    const ended = await families.start(ada);
    await families.revoke(ended);
    for (let round = 0; round < 10; round += 1) await families.start(ada);
    for (const token of [spent, dropped, ended]) {
      expect(await families.rotate(token)).toEqual({ kind: "ended", reason: "forgotten" });
    }
  });

  it.each([10_001, minuteMs, 30 * minuteMs])(
    "gives none of ten parallel replays a successor %d ms later",
    async (waitedMs) => {
      const { families, rotate } = setUp();
      const stolen = await families.start(ada);
      await rotate(stolen);
      pass(waitedMs);
      const replays = await Promise.all(Array.from({ length: 10 }, () => families.rotate(stolen)));
      expect(replays.filter(({ kind }) => kind === "rotated")).toEqual([]);
    },
  );

  it("gives two tabs the same successor when a slow instance counts the use of the first tab last", async () => {
    const slow = Promise.withResolvers<undefined>();
    const delays = [slow.promise];
    const { families, rotate } = setUp({ afterIncrement: async () => await delays.pop() });
    const first = await families.start(ada);
    const left = rotate(first);
    const right = await rotate(first);
    slow.resolve(undefined);
    expect(await left).toEqual(right);
  });

  it("gives no successor to an older token that is used right after its successor's first use", async () => {
    const { families, rotate } = setUp();
    const stolen = await families.start(ada);
    const successor = await rotate(stolen);
    pass(4 * minuteMs);
    await rotate(successor);
    expect(await families.rotate(stolen)).toEqual({ kind: "ended", reason: "replayed" });
  });

  it("doesn't affect another user's family when a token is replayed", async () => {
    const { families, rotate } = setUp();
    const stolen = await families.start(ada);
    const other = await families.start(ada);
    await rotate(stolen);
    pass(11_000);
    await families.rotate(stolen);
    expect((await rotate(other)).generation).toBe(2);
  });

  it("ends a family after an hour without a use, and keeps it with one", async () => {
    const { families, rotate } = setUp();
    const first = await families.start(ada);
    pass(hourMs - 1);
    const second = await rotate(first);
    pass(hourMs - 1);
    await rotate(second);
    const idle = await families.start(ada);
    pass(hourMs);
    expect(await families.rotate(idle)).toEqual({ kind: "ended", reason: "expired" });
  });

  it("ends a family eight hours after the sign-in, however often it is used", async () => {
    const { families, rotate } = setUp();
    let token = await families.start(ada);
    for (let halfHour = 1; halfHour < 16; halfHour += 1) {
      pass(30 * minuteMs);
      token = await rotate(token);
    }
    pass(30 * minuteMs);
    expect(await families.rotate(token)).toEqual({ kind: "ended", reason: "expired" });
  });

  it("doesn't extend the lifetime of a token that is used twice", async () => {
    const { families, rotate } = setUp();
    const first = await families.start(ada);
    const successor = await rotate(first);
    pass(9000);
    expect((await rotate(first)).idleExpiresAtMs).toBe(successor.idleExpiresAtMs);
  });

  it("ends only the signed-out family", async () => {
    const { families, rotate } = setUp();
    const here = await families.start(ada);
    const elsewhere = await families.start(ada);
    const newest = await rotate(here);
    await families.revoke(here);
    expect(await families.rotate(newest)).toEqual({ kind: "ended", reason: "signed_out" });
    expect((await rotate(elsewhere)).generation).toBe(2);
  });

  it("ends all families of the user by signing out everywhere, and keeps a later sign-in", async () => {
    const { families, rotate } = setUp();
    const sessions = [await families.start(ada), await families.start(ada)];
    const grace = await families.start({ subject: "acct_grace", email: "grace@example.com" });
    pass(5000);
    await families.revokeSubject(ada.subject);
    for (const token of sessions) {
      expect(await families.rotate(token)).toEqual({ kind: "ended", reason: "signed_out" });
    }
    expect((await rotate(grace)).generation).toBe(2);
    pass(1000);
    expect((await rotate(await families.start(ada))).generation).toBe(2);
  });

  it("ends a family that begins in the same second as signing out everywhere", async () => {
    const { families } = setUp();
    vi.setSystemTime(1_800_000_000_000);
    await families.revokeSubject(ada.subject);
    vi.setSystemTime(1_800_000_000_999);
    expect(await families.rotate(await families.start(ada))).toEqual({ kind: "ended", reason: "signed_out" });
  });

  it("ends a family when the store that counted its uses has been emptied", async () => {
    const { families, store } = setUp();
    const token = await families.start(ada);
    store.id = "store-2";
    expect(await families.rotate(token)).toEqual({ kind: "ended", reason: "store_changed" });
  });
});
