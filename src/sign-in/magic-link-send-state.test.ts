import { describe, expect, it } from "vitest";

import { type FunctionFailure } from "../contract/function-call.ts";
import {
  awayFromMagicLink,
  type MagicLinkSendEvent,
  type MagicLinkSendState,
  reduceMagicLinkSend,
} from "./magic-link-send-state.ts";

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
const chosen: MagicLinkSendEvent = { type: "chosen", email };
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
  events.reduce(reduceMagicLinkSend, awayFromMagicLink);

describe("asking for a Magic Link", () => {
  it("begins with the address that is known, and takes another", () => {
    expect(play(chosen)).toMatchObject({ step: "email", email, isSending: false, failure: null });
    expect(play(chosen, { type: "emailChanged", email: "b" })).toMatchObject({ email: "b" });
  });

  it("keeps the address still while it is sent, and says what was refused until it is changed", () => {
    expect(play(chosen, begun, { type: "emailChanged", email: "b" })).toMatchObject({
      email,
      isSending: true,
    });
    const refused: MagicLinkSendEvent = { type: "emailRefused", reason: "invalid" };
    expect(play(chosen, refused)).toMatchObject({ failure: "invalid" });
    expect(play(chosen, refused, { type: "emailChanged", email })).toMatchObject({ failure: null });
    expect(play(chosen, refused, begun)).toMatchObject({ failure: null });
  });

  it("says that the link is on its way, and counts the sends", () => {
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
    expect(play(chosen, begun, accepted)).toEqual(sent);
    const again: MagicLinkSendEvent[] = [
      { type: "sendBegun", attempt: 2 },
      { ...accepted, attempt: 2, nowMs: 40_000 },
    ];
    expect(play(chosen, begun, accepted, ...again)).toMatchObject({ sentCount: 2, nowMs: 40_000 });
  });

  it.each<[string, MagicLinkSendEvent[]]>([
    ["email", [chosen, begun]],
    ["sent", [chosen, begun, accepted, { type: "sendBegun", attempt: 1 }]],
  ])("stays at its step (%s) when a send fails, and waits as long as the function says", (step, events) => {
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
  ])("isn't changed by the late answer to a send that was given up: %s", (_, answer) => {
    const back = play(chosen, begun, { type: "wentBack" });
    expect(back).toEqual({ step: "away", attempt: 2 });
    expect(reduceMagicLinkSend(back, answer)).toBe(back);
    const newer = play(chosen, begun, { type: "sendBegun", attempt: 2 });
    expect(reduceMagicLinkSend(newer, answer)).toBe(newer);
  });

  it("goes back to the address, which stands there, past answers on their way", () => {
    const state = play(chosen, begun, accepted, begun, { type: "addressChangeAsked" });
    expect(state).toMatchObject({ step: "email", email, isSending: false });
    expect(reduceMagicLinkSend(state, accepted)).toBe(state);
  });

  it("hears of the time wherever somebody waits", () => {
    const tick: MagicLinkSendEvent = { type: "ticked", nowMs: 7000 };
    expect(play(chosen, tick)).toMatchObject({ nowMs: 7000 });
    expect(play(chosen, begun, accepted, tick)).toMatchObject({ nowMs: 7000 });
    expect(play(tick)).toBe(awayFromMagicLink);
  });

  it.each<MagicLinkSendEvent>([
    begun,
    accepted,
    { type: "emailChanged", email },
    { type: "emailRefused", reason: "missing" },
    { type: "addressChangeAsked" },
  ])("means nothing while another way in is used: $type", (event) => {
    expect(play(event)).toBe(awayFromMagicLink);
  });

  it("comes back as it was left", () => {
    const state = play(chosen, begun, accepted);
    expect(play({ type: "restored", state })).toBe(state);
  });
});
