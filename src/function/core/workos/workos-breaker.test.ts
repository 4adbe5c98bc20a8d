import { describe, expect, it } from "vitest";

import { createWorkosBreaker } from "./workos-breaker.ts";

const unreachable = { kind: "unreachable", retryAfterSeconds: null } as const;

describe("createWorkosBreaker", () => {
  it("holds the next send back after a failure that nobody was told, for half a minute", () => {
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

  it("shows a failure that was told in health alone", () => {
    const breaker = createWorkosBreaker(() => 0);
    breaker.recordFailure(unreachable, { isReported: true });
    expect(breaker.isFailing()).toBe(true);
    expect(breaker.readUnreportedFailure()).toBeNull();
  });

  it("keeps holding back when a told failure follows an untold one", () => {
    const breaker = createWorkosBreaker(() => 0);
    breaker.recordFailure(unreachable, { isReported: false });
    breaker.recordFailure({ kind: "credentials_refused" }, { isReported: true });
    expect(breaker.readUnreportedFailure()).toEqual({ kind: "credentials_refused" });
  });

  it("forgets when WorkOS answers", () => {
    const breaker = createWorkosBreaker(() => 0);
    breaker.recordFailure(unreachable, { isReported: false });
    breaker.recordAnswer();
    expect(breaker.isFailing()).toBe(false);
    expect(breaker.readUnreportedFailure()).toBeNull();
  });

  it("takes no rate limit for an outage", () => {
    const breaker = createWorkosBreaker(() => 0);
    breaker.recordFailure({ kind: "rate_limited", retryAfterSeconds: 60 }, { isReported: false });
    expect(breaker.isFailing()).toBe(false);
  });
});
