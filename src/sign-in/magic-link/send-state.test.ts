import { describe, expect, it } from "vitest";

import { type FunctionFailure } from "../../contract/function-call.ts";
import { buildAddressStep } from "../address-step.ts";
import { type MagicLinkSendEvent, type MagicLinkSendState, reduceMagicLinkSend } from "./send-state.ts";

const email = "ada@example.com";
const network: FunctionFailure = { kind: "unreachable", cause: "network" };
const tooMany: FunctionFailure = {
  kind: "problem",
  problem: {
    type: "about:blank",
    title: "Too Many Requests",
    status: 429,
    code: "too_many_requests",
    retryAfterSeconds: 20,
    reference: "r-1",
  },
};
const begun: MagicLinkSendEvent = { type: "sendBegun", attempt: 1 };
const accepted: MagicLinkSendEvent = {
  type: "sendAccepted",
  attempt: 1,
  email,
  nowMs: 1000,
  sendAtMs: 31_000,
  expiresAtMs: 901_000,
};

const play = (...events: MagicLinkSendEvent[]): MagicLinkSendState =>
  events.reduce(reduceMagicLinkSend, buildAddressStep(0, email));

describe("the state of requesting a Magic Link", () => {
  it("begins with the known address, which can be changed", () => {
    expect(play()).toMatchObject({ step: "email", email, isSending: false, failure: null });
    expect(play({ type: "emailChanged", email: "b" })).toMatchObject({ email: "b" });
  });

  it("locks the address while the request is pending, and keeps a refusal until the address changes", () => {
    expect(play(begun, { type: "emailChanged", email: "b" })).toMatchObject({ email, isSending: true });
    const refused: MagicLinkSendEvent = { type: "emailRefused", reason: "invalid" };
    expect(play(refused)).toMatchObject({ failure: "invalid" });
    expect(play(refused, { type: "emailChanged", email })).toMatchObject({ failure: null });
    expect(play(refused, begun)).toMatchObject({ failure: null });
  });

  it("goes to the sent step once the function accepts, and counts the links", () => {
    const sent = {
      step: "sent",
      attempt: 1,
      email,
      isSending: false,
      failure: null,
      sentCount: 1,
      nowMs: 1000,
      sendAtMs: 31_000,
      expiresAtMs: 901_000,
    };
    expect(play(begun, accepted)).toEqual(sent);
    const again: MagicLinkSendEvent[] = [
      { type: "sendBegun", attempt: 2 },
      { ...accepted, attempt: 2, nowMs: 40_000 },
    ];
    expect(play(begun, accepted, ...again)).toMatchObject({ sentCount: 2, nowMs: 40_000 });
  });

  it.each<[string, MagicLinkSendEvent[]]>([
    ["email", [begun]],
    ["sent", [begun, accepted, { type: "sendBegun", attempt: 1 }]],
  ])("stays at the %s step after a failed send, for as long as the function asks to wait", (step, events) => {
    const failed: MagicLinkSendEvent = { type: "sendFailed", attempt: 1, failure: tooMany, nowMs: 5000 };
    expect(play(...events, failed)).toMatchObject({
      step,
      isSending: false,
      failure: tooMany,
      nowMs: 5000,
      sendAtMs: 25_000,
    });
    expect(play(...events, { ...failed, failure: network })).toMatchObject({ sendAtMs: 5000 });
  });

  it.each<[string, MagicLinkSendEvent]>([
    ["accepted", accepted],
    ["failed", { type: "sendFailed", attempt: 1, failure: network, nowMs: 5000 }],
  ])("ignores the late answer to an older request: %s", (_, answer) => {
    const newer = play(begun, { type: "sendBegun", attempt: 2 });
    expect(reduceMagicLinkSend(newer, answer)).toBe(newer);
  });

  it("goes back to the address, and ignores the pending answer", () => {
    const state = play(begun, accepted, begun, { type: "addressChangeAsked" });
    expect(state).toMatchObject({ step: "email", email, isSending: false });
    expect(reduceMagicLinkSend(state, accepted)).toBe(state);
  });

  it("updates the time at both steps", () => {
    const tick: MagicLinkSendEvent = { type: "ticked", nowMs: 7000 };
    expect(play(tick)).toMatchObject({ step: "email", nowMs: 7000 });
    expect(play(begun, accepted, tick)).toMatchObject({ step: "sent", nowMs: 7000 });
  });

  it.each<[string, MagicLinkSendEvent[], MagicLinkSendEvent]>([
    ["email", [], accepted],
    ["email", [], { type: "addressChangeAsked" }],
    ["sent", [begun, accepted], { type: "emailChanged", email: "b" }],
    ["sent", [begun, accepted], { type: "emailRefused", reason: "missing" }],
  ])("doesn't change at the %s step with an event of another step: $2.type", (_, events, event) => {
    const state = play(...events);
    expect(reduceMagicLinkSend(state, event)).toBe(state);
  });
});
