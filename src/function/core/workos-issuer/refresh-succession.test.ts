import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { buildTestUser } from "../../../contract/testing/test-session.ts";
import { createMemoryCounterStore } from "../../stores/memory-counter-store.ts";
import { createFailingCounterStore } from "../../testing/failing-counter-store.ts";
import { createTestBackground } from "../../testing/test-background.ts";
import { newerSealingKey, olderSealingKey } from "../../testing/test-keys.ts";
import { hashRandomId } from "../sealing/keyed-hash.ts";
import type { RefreshResult, WorkosApi } from "../workos/workos-api.ts";
import { createRefreshSuccession } from "./refresh-succession.ts";

const browser = { address: null, userAgent: null };
const person = buildTestUser();

/** A WorkOS that accepts each refresh token once; calls wait until `release`. */
function createRotatingWorkos() {
  const calls: string[] = [];
  const waiting: (() => void)[] = [];
  const spent = new Set<string>();
  let isHeld = false;
  return {
    calls,
    hold: () => (isHeld = true),
    release: () => {
      isHeld = false;
      for (const resume of waiting.splice(0)) resume();
    },
    refreshSession: async (token: string, organizationId: string | null): Promise<RefreshResult> => {
      calls.push(`${token}:${organizationId ?? ""}`);
      if (isHeld) await new Promise<void>((resolve) => waiting.push(resolve));
      if (organizationId === "org_sso") return { kind: "more_steps_required", more: { detail: undefined } };
      if (spent.has(token)) return { kind: "session_ended" };
      spent.add(token);
      const refreshToken = `${token}+`;
      const session = { user: person, accessToken: organizationId ?? "none", refreshToken };
      return { kind: "refreshed", session: { ...session, sessionId: "s", authenticationMethod: null } };
    },
  };
}

function tokenOf(result: RefreshResult): string {
  return result.kind === "refreshed" ? result.session.refreshToken : result.kind;
}

type BackgroundOptions = Parameters<typeof createTestBackground>[0];

/** The succession of one instance. */
function open(workos: Pick<WorkosApi, "refreshSession">, options?: BackgroundOptions) {
  return createRefreshSuccession({ ...createTestBackground(options), workos });
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("createRefreshSuccession", () => {
  it("asks WorkOS once for two tabs that refresh at the same time", async () => {
    const workos = createRotatingWorkos();
    const refresh = open(workos);
    const results = await Promise.all([refresh("r", null, browser), refresh("r", null, browser)]);
    expect(results.map(tokenOf)).toEqual(["r+", "r+"]);
    expect(workos.calls).toHaveLength(1);
  });

  it("gives the same successor for 10 seconds, and asks WorkOS after that", async () => {
    const workos = createRotatingWorkos();
    const refresh = open(workos);
    await refresh("r", null, browser);
    vi.setSystemTime(Date.now() + 9999);
    expect(tokenOf(await refresh("r", null, browser))).toBe("r+");
    vi.setSystemTime(Date.now() + 1);
    expect(tokenOf(await refresh("r", null, browser))).toBe("session_ended");
  });

  it("gives a late use the newest session of the chain", async () => {
    const workos = createRotatingWorkos();
    const refresh = open(workos);
    await refresh("r", null, browser);
    await refresh("r+", "org_1", browser);
    expect(tokenOf(await refresh("r", null, browser))).toBe("r++");
  });

  it("gives another instance the successor of a token whose answer was lost", async () => {
    const workos = createRotatingWorkos();
    const counterStore = createMemoryCounterStore();
    expect(tokenOf(await open(workos, { counterStore })("r", null, browser))).toBe("r+");
    expect(tokenOf(await open(workos, { counterStore })("r", null, browser))).toBe("r+");
    expect(workos.calls).toEqual(["r:"]);
  });

  it("asks WorkOS once when instances refresh the same token at once", async () => {
    const workos = createRotatingWorkos();
    workos.hold();
    const counterStore = createMemoryCounterStore();
    const refreshing = [1, 2, 3].map(() => open(workos, { counterStore })("r", null, browser));
    await vi.waitFor(() => expect(workos.calls).toHaveLength(1));
    workos.release();
    expect((await Promise.all(refreshing)).map(tokenOf)).toEqual(["r+", "r+", "r+"]);
    expect(workos.calls).toEqual(["r:"]);
  });

  it("goes on in the background when its request is cut off", async () => {
    const workos = createRotatingWorkos();
    const background = createTestBackground();
    void createRefreshSuccession({ ...background, workos })("r", null, browser);
    await vi.waitFor(() => expect(workos.calls).toHaveLength(1));
    await background.finishBackground();
    expect(tokenOf(await open(workos, background)("r", null, browser))).toBe("r+");
  });

  it("waits for the answer to a request that is cut off as long as it could still come", async () => {
    const workos = createRotatingWorkos();
    workos.hold();
    const counterStore = createMemoryCounterStore();
    void open(workos, { counterStore })("r", null, browser);
    await vi.waitFor(() => expect(workos.calls).toHaveLength(1));
    const background = createTestBackground({ counterStore });
    const beganAtMs = Date.now();
    const wait = async (delayMs: number) => {
      vi.setSystemTime(Date.now() + delayMs);
      if (Date.now() - beganAtMs > 10_000) workos.release();
      await background.wait(delayMs);
    };
    void createRefreshSuccession({ ...background, wait, workos })("r", null, browser);
    await vi.waitFor(() => expect(workos.calls).toHaveLength(2));
    expect(Date.now() - beganAtMs).toBeGreaterThanOrEqual(8000);
  });

  it("doesn't take a session for ended whose other refresh the store has lost", async () => {
    const workos = createRotatingWorkos();
    const counterStore = createMemoryCounterStore();
    workos.hold();
    const first = open(workos, { counterStore })("r", null, browser);
    await vi.waitFor(() => expect(workos.calls).toHaveLength(1));
    const background = createTestBackground({ counterStore });
    // Flushed, evicted, or failed over to a replica that doesn't have it.
    const entries = counterStore.createEntries({ name: "refreshed", lifetimeMs: 10_000, maximumKeys: 1000 });
    const wait = async (delayMs: number) => {
      await entries.take(await hashRandomId("refresh-token", "r"));
      workos.release();
      await first;
      await entries.take(await hashRandomId("refresh-token", "r"));
      await background.wait(delayMs);
    };
    const second = createRefreshSuccession({ ...background, wait, workos })("r", null, browser);
    expect(await second).toEqual({ kind: "unreachable", isOutage: false });
    expect(tokenOf(await first)).toBe("r+");
    // Without another refresh, it has ended.
    expect(tokenOf(await open(workos, { counterStore })("r", null, browser))).toBe("session_ended");
  });

  it("doesn't spend a token whose successor was sealed with a key that this instance doesn't have", async () => {
    const workos = createRotatingWorkos();
    const counterStore = createMemoryCounterStore();
    await open(workos, { counterStore, keys: newerSealingKey })("r", null, browser);
    const result = await open(workos, { counterStore, keys: olderSealingKey })("r", null, browser);
    expect(result).toEqual({ kind: "unreachable", isOutage: false });
    expect(workos.calls).toEqual(["r:"]);
  });

  it("writes neither a token nor a name into the store", async () => {
    const texts: string[] = [];
    const memory = createMemoryCounterStore();
    const counterStore = {
      ...memory,
      createEntries: (options: Parameters<typeof memory.createEntries>[0]) => {
        const entries = memory.createEntries(options);
        return {
          ...entries,
          write: async (key: string, text: string) => {
            texts.push(key, text);
            await entries.write(key, text);
          },
          writeOnce: async (key: string, text: string) => {
            texts.push(key, text);
            return await entries.writeOnce(key, text);
          },
        };
      },
    };
    await open(createRotatingWorkos(), { counterStore })("refresh-token", null, browser);
    expect(texts).toHaveLength(4);
    for (const secret of ["refresh-token", person.email, person.id])
      expect(texts.join(" ")).not.toContain(secret);
  });

  it("shares refreshes within the process while the store is down", async () => {
    const workos = createRotatingWorkos();
    const refresh = open(workos, { counterStore: createFailingCounterStore(() => true) });
    const results = await Promise.all([refresh("r", null, browser), refresh("r", null, browser)]);
    expect(results.map(tokenOf)).toEqual(["r+", "r+"]);
    expect(tokenOf(await refresh("r", null, browser))).toBe("r+");
    expect(workos.calls).toHaveLength(1);
  });

  it("switches the organization of a refresh token that WorkOS doesn't rotate", async () => {
    const refresh = open({
      refreshSession: async (refreshToken, organizationId) => {
        const session = { user: person, accessToken: organizationId ?? "none", refreshToken };
        return { kind: "refreshed", session: { ...session, sessionId: "s", authenticationMethod: null } };
      },
    });
    await refresh("r", null, browser);
    const switched = await refresh("r", "org_1", browser);
    expect(switched).toMatchObject({ kind: "refreshed", session: { accessToken: "org_1" } });
  });

  it("switches the organization on the successor when another tab refreshes at the same time", async () => {
    const workos = createRotatingWorkos();
    workos.hold();
    const refresh = open(workos);
    const plain = refresh("r", null, browser);
    await vi.waitFor(() => expect(workos.calls).toHaveLength(1));
    const switching = refresh("r", "org_1", browser);
    workos.release();
    expect(tokenOf(await plain)).toBe("r+");
    const switched = await switching;
    expect(switched).toMatchObject({ kind: "refreshed", session: { accessToken: "org_1" } });
    expect(workos.calls).toEqual(["r:", "r+:org_1"]);
  });

  it("refreshes anyway when only the other tab's organization was refused", async () => {
    const workos = createRotatingWorkos();
    workos.hold();
    const refresh = open(workos);
    const refused = refresh("r", "org_sso", browser);
    await vi.waitFor(() => expect(workos.calls).toHaveLength(1));
    const plain = refresh("r", null, browser);
    workos.release();
    expect(tokenOf(await refused)).toBe("more_steps_required");
    expect(tokenOf(await plain)).toBe("r+");
  });

  it("asks WorkOS again after a failure", async () => {
    let isDown = true;
    const workos = createRotatingWorkos();
    const refresh = open({
      refreshSession: async (token, organizationId) =>
        isDown ? { kind: "unreachable", isOutage: true } : await workos.refreshSession(token, organizationId),
    });
    expect(tokenOf(await refresh("r", null, browser))).toBe("unreachable");
    isDown = false;
    expect(tokenOf(await refresh("r", null, browser))).toBe("r+");
  });
});
