import { describe, expect, it } from "vitest";

import { createWorkosBreaker } from "./workos-breaker.ts";

const unreachable = { kind: "unreachable", retryAfterSeconds: null } as const;

describe("createWorkosBreaker", () => {
  it("blocks the next sends for half a minute after an unreported failure", () => {
    let nowMs = 0;
    const breaker = createWorkosBreaker(() => nowMs);
    breaker.recordFailure(unreachable, { isReported: false });
    nowMs = 10_000;
    expect(breaker.readUnreportedFailure()).toEqual({ kind: "unreachable", retryAfterSeconds: 20 });
    expect(breaker.isFailing()).toBe(true);
    nowMs = 30_000;
    expect(breaker.readUnreportedFailure()).toBeNull();
    expect(breaker.isFailing()).toBe(false);
  });

  it("shows a reported failure only in health", () => {
    const breaker = createWorkosBreaker(() => 0);
    breaker.recordFailure(unreachable, { isReported: true });
    expect(breaker.isFailing()).toBe(true);
    expect(breaker.readUnreportedFailure()).toBeNull();
  });

  it("keeps blocking when a reported failure follows an unreported one", () => {
    const breaker = createWorkosBreaker(() => 0);
    breaker.recordFailure(unreachable, { isReported: false });
    breaker.recordFailure({ kind: "credentials_refused" }, { isReported: true });
    expect(breaker.readUnreportedFailure()).toEqual({ kind: "credentials_refused" });
  });

  it("forgets the failure when WorkOS answers", () => {
    const breaker = createWorkosBreaker(() => 0);
    breaker.recordFailure(unreachable, { isReported: false });
    breaker.recordAnswer();
    expect(breaker.isFailing()).toBe(false);
    expect(breaker.readUnreportedFailure()).toBeNull();
  });

  it("doesn't treat a rate limit as an outage", () => {
    const breaker = createWorkosBreaker(() => 0);
    breaker.recordFailure({ kind: "rate_limited", retryAfterSeconds: 60 }, { isReported: false });
    expect(breaker.isFailing()).toBe(false);
  });
});
