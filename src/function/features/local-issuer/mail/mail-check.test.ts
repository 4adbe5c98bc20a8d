import { afterEach, describe, expect, it, vi } from "vitest";

import { createMailCheck } from "./mail-check.ts";
import type { TransportCheck } from "./transport.ts";

afterEach(() => {
  vi.useRealTimers();
});

describe("createMailCheck", () => {
  it.each<TransportCheck>([{ kind: "ready" }, { kind: "failing", cause: "SMTP CONN ETIMEDOUT" }])(
    "returns the transport's result: %j",
    async (found) => {
      expect(await createMailCheck({ check: () => Promise.resolve(found) })()).toEqual(found);
    },
  );

  it("gives up on a silent server after five seconds, and leaves no timer after an answer", async () => {
    vi.useFakeTimers();
    const signals: AbortSignal[] = [];
    const checking = createMailCheck({
      check: async (signal) => {
        signals.push(signal);
        return await new Promise<TransportCheck>(() => undefined);
      },
    })();
    await vi.advanceTimersByTimeAsync(4999);
    expect(signals[0]?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await checking).toEqual({ kind: "failing", cause: "no answer in time" });
    expect(signals[0]?.aborted).toBe(true);

    await createMailCheck({ check: () => Promise.resolve({ kind: "ready" }) })();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("treats a throw as a failure, and names no address", async () => {
    const check = createMailCheck({ check: () => Promise.reject(new Error("no way to ada@example.com")) });
    const result = await check();
    expect(result).toMatchObject({ kind: "failing", cause: expect.stringContaining("no way to (address)") });
  });
});
