import { describe, expect, it } from "vitest";

import { type EmailSessionState, reduceEmailSession } from "./email-session-state.ts";

const signedOut: EmailSessionState = { kind: "signedOut", reason: "person" };

describe("reduceEmailSession", () => {
  it("makes no session out of a failure after the sign-out", () => {
    const event = { type: "issuerUnreachable", nowMs: 1, retryAfterMs: null } as const;
    expect(reduceEmailSession(signedOut, event)).toBe(signedOut);
  });

  it("waits no longer than a minute between two tries, unless it is asked to", () => {
    let state: EmailSessionState = { kind: "restoring" };
    for (let failure = 0; failure < 12; failure += 1) {
      state = reduceEmailSession(state, { type: "issuerUnreachable", nowMs: 0, retryAfterMs: null });
    }
    expect(state).toMatchObject({ kind: "unreachable", failures: 12, retryAtMs: 60_000 });
    const asked = reduceEmailSession(state, { type: "issuerUnreachable", nowMs: 0, retryAfterMs: 90_000 });
    expect(asked).toMatchObject({ retryAtMs: 90_000 });
  });

  it("looks for a session only where none stands", () => {
    expect(reduceEmailSession(signedOut, { type: "restoreBegun" })).toEqual({ kind: "restoring" });
    const unreachable: EmailSessionState = { kind: "unreachable", answer: null, failures: 1, retryAtMs: 1 };
    expect(reduceEmailSession(unreachable, { type: "restoreBegun" })).toBe(unreachable);
  });
});
