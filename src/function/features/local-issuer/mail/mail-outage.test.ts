import { describe, expect, it } from "vitest";

import { createMailOutage } from "./mail-outage.ts";
import type { TransportCheck } from "./transport.ts";

const failing: TransportCheck = { kind: "failing", cause: "test" };

function setUp(first: TransportCheck = { kind: "ready" }) {
  const server = { answer: first, nowMs: 1_000_000, checks: 0, hangs: false };
  const found: string[] = [];
  const held: ((check: TransportCheck) => void)[] = [];
  const outage = createMailOutage({
    checkMail: async () => {
      server.checks += 1;
      return server.hangs
        ? await new Promise<TransportCheck>((resolve) => held.push(resolve))
        : server.answer;
    },
    now: () => server.nowMs,
    onFound: (cause) => found.push(cause),
  });
  return { server, outage, found, held };
}

describe("createMailOutage", () => {
  it("checks once in ten seconds while mail can be sent", async () => {
    const { server, outage } = setUp();
    expect(outage.readRetryAfterSeconds()).toBeNull();
    expect(await outage.look()).toBe(true);
    server.nowMs += 9999;
    expect(await outage.look()).toBe(true);
    expect(server.checks).toBe(1);
    server.nowMs += 1;
    expect(await outage.look()).toBe(true);
    expect(server.checks).toBe(2);
    expect(outage.readRetryAfterSeconds()).toBeNull();
  });

  it("shares a check in progress", async () => {
    const { server, outage, held } = setUp();
    server.hangs = true;
    const looks = [outage.look(), outage.look()];
    expect(server.checks).toBe(1);
    held[0]?.(failing);
    expect(await Promise.all(looks)).toEqual([false, false]);
  });

  it("remembers a failure for half a minute, reports it once, and checks again afterwards", async () => {
    const { server, outage, found } = setUp(failing);
    expect(await outage.look()).toBe(false);
    expect(outage.readRetryAfterSeconds()).toBe(30);
    server.nowMs += 10_500;
    expect(outage.readRetryAfterSeconds()).toBe(20);
    // A send that began before the failure was found checks again.
    expect(await outage.look()).toBe(false);
    expect(found).toEqual(["test"]);
    server.nowMs += 30_000;
    expect(outage.readRetryAfterSeconds()).toBeNull();
    expect(await outage.look()).toBe(false);
    expect(found).toEqual(["test", "test"]);
  });

  it("ends the outage with the first successful check", async () => {
    const { server, outage } = setUp(failing);
    await outage.look();
    server.answer = { kind: "ready" };
    expect(await outage.look()).toBe(true);
    expect(outage.readRetryAfterSeconds()).toBeNull();
  });
});
