import { describe, expect, it } from "vitest";

import { buildTestSession } from "../../contract/testing/test-session.ts";
import { type EmailLinkToken, parseEmailLinkToken } from "../../contract/email-link-token.ts";
import { type FailureCode, failureStatuses } from "../../contract/failure.ts";
import type { FunctionFailure } from "../../contract/function-call.ts";
import { parsePairingCode } from "../../contract/pairing-code.ts";
import { beginEmailLink, type EmailLinkEvent, reduceEmailLink } from "./state.ts";

const token = readToken();
const session = buildTestSession({ authenticationMethod: "EmailLink" });

function readToken(): EmailLinkToken {
  const parsed = parseEmailLinkToken("t".repeat(48));
  if (parsed === null) throw new Error("The test's token doesn't parse");
  return parsed;
}

function problem(failureCode: FailureCode): FunctionFailure {
  const status = failureStatuses[failureCode];
  return {
    kind: "problem",
    problem: { type: "about:blank", title: "", status, code: failureCode, reference: "r" },
  };
}

function play(...events: EmailLinkEvent[]) {
  return events.reduce(reduceEmailLink, beginEmailLink(token));
}

describe("reduceEmailLink", () => {
  it("stays ready until the button is clicked", () => {
    expect(play()).toEqual({ step: "ready", token });
    expect(play({ type: "redeemAnswered", answer: { kind: "signed_in", session }, nowMs: 0 })).toEqual({
      step: "ready",
      token,
    });
    expect(play({ type: "redeemFailed", failure: problem("internal") })).toEqual({ step: "ready", token });
  });

  it("reports a missing link without a token", () => {
    const missing = beginEmailLink(null);
    expect(missing).toEqual({ step: "missing" });
    expect(reduceEmailLink(missing, { type: "redeemBegun" })).toEqual(missing);
  });

  it("signs in in the browser that requested the link", () => {
    const state = play(
      { type: "redeemBegun" },
      { type: "redeemAnswered", answer: { kind: "signed_in", session }, nowMs: 0 },
    );
    expect(state).toEqual({ step: "signedIn" });
  });

  it("has the pairing code and its expiry in another browser", () => {
    const pairingCode = parsePairingCode("ABCDEFGH12");
    if (pairingCode === null) throw new Error("The test's pairing code doesn't parse");
    const state = play(
      { type: "redeemBegun" },
      {
        type: "redeemAnswered",
        answer: { kind: "other_browser", pairingCode, expiresInSeconds: 90 },
        nowMs: 1000,
      },
    );
    expect(state).toEqual({ step: "otherBrowser", pairingCode, expiresAtMs: 91_000 });
  });

  it.each<FunctionFailure>([
    { kind: "unreachable", cause: "network" },
    problem("codes_paused"),
    problem("too_many_requests"),
    problem("internal"),
  ])("keeps the token after a temporary failure: $kind", (failure) => {
    const failed = play({ type: "redeemBegun" }, { type: "redeemFailed", failure });
    expect(failed).toEqual({ step: "failed", failure, token });
    expect(reduceEmailLink(failed, { type: "redeemBegun" })).toEqual({ step: "redeeming", token });
  });

  it.each<FailureCode>(["link_invalid", "link_expired", "link_used"])(
    "drops the token once the link is refused: %s",
    (failureCode) => {
      const failed = play({ type: "redeemBegun" }, { type: "redeemFailed", failure: problem(failureCode) });
      expect(failed).toMatchObject({ step: "failed", token: null });
      expect(reduceEmailLink(failed, { type: "redeemBegun" })).toBe(failed);
    },
  );

  it("redeems once even if clicked twice", () => {
    const state = play({ type: "redeemBegun" });
    expect(reduceEmailLink(state, { type: "redeemBegun" })).toBe(state);
  });
});
