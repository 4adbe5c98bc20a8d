import { describe, expect, it } from "vitest";

import { type SessionAnswer } from "../contract/session.ts";
import { type Outage } from "../workos/outage.ts";
import { countFailures, type EmailSessionState, reduceEmailSession } from "./email-session-state.ts";
import { buildSessionAnswer } from "./testing/session-answer.ts";

const answer: SessionAnswer = buildSessionAnswer();
const signedOut: EmailSessionState = { kind: "signedOut", hasEnded: false, refusal: null };
const active: EmailSessionState = { kind: "active", answer, accessTokenExpiresAtMs: 7 };
const outage: Outage = { cause: "network", retryAtMs: 9, reference: null };
const unreachable: EmailSessionState = { kind: "unreachable", answer, failures: 1, outage };

describe("reduceEmailSession", () => {
  it("makes no session out of a failure after the sign-out", () => {
    expect(reduceEmailSession(signedOut, { type: "issuerUnreachable", outage })).toBe(signedOut);
  });

  it("keeps what is known of the person through an outage, and counts the failures", () => {
    const first = reduceEmailSession(active, { type: "issuerUnreachable", outage });
    expect(first).toEqual(unreachable);
    const later = { ...outage, retryAtMs: 99 };
    expect(reduceEmailSession(first, { type: "issuerUnreachable", outage: later })).toEqual({
      kind: "unreachable",
      answer,
      failures: 2,
      outage: later,
    });
  });

  it("knows nobody yet when the first question goes unanswered", () => {
    expect(reduceEmailSession({ kind: "restoring" }, { type: "issuerUnreachable", outage })).toMatchObject({
      kind: "unreachable",
      answer: null,
      failures: 1,
    });
  });

  it("stands again with an answer, whatever was before", () => {
    for (const state of [signedOut, active, unreachable, { kind: "restoring" } as const]) {
      expect(reduceEmailSession(state, { type: "answered", answer, accessTokenExpiresAtMs: 7 })).toEqual(
        active,
      );
    }
  });

  it.each([true, false])("ends, and says whether the issuer ended it (%s)", (hasEnded) => {
    expect(reduceEmailSession(active, { type: "ended", hasEnded })).toEqual({
      kind: "signedOut",
      hasEnded,
      refusal: null,
    });
  });

  it("looks for a session only where none stands", () => {
    expect(reduceEmailSession(signedOut, { type: "restoreBegun" })).toEqual({ kind: "restoring" });
    expect(reduceEmailSession(unreachable, { type: "restoreBegun" })).toBe(unreachable);
    expect(reduceEmailSession(active, { type: "restoreBegun" })).toBe(active);
  });
});

describe("countFailures", () => {
  it("counts the failures in a row, of which there are none outside an outage", () => {
    expect(countFailures(unreachable)).toBe(1);
    expect(countFailures(active)).toBe(0);
  });
});
