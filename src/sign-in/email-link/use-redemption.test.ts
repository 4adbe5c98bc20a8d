import { renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { parseEmailLinkToken } from "../../contract/email-link-token.ts";
import { type SessionAnswer } from "../../contract/session.ts";
import { buildProblem, openFakeFunction, sessionAnswer, settle } from "../testing/fake-function.ts";
import { useEmailLinkRedemption } from "./use-redemption.ts";

const startMs = 1_000_000;
const tokenText = "k".repeat(48);
const token = parseEmailLinkToken(tokenText);
const pendingKey = "portico:email-code";

beforeEach(() => {
  vi.useFakeTimers({ now: startMs, toFake: ["setTimeout", "clearTimeout", "Date"] });
  sessionStorage.clear();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function open(given: typeof token) {
  const { calls, latest } = openFakeFunction();
  const onSignedIn = vi.fn<(answer: SessionAnswer) => void>();
  const hook = renderHook((take: typeof onSignedIn) => useEmailLinkRedemption(given, take), {
    initialProps: onSignedIn,
  });
  const redeem = () => settle(() => void hook.result.current[1]());
  return { ...hook, readState: () => hook.result.current[0], redeem, calls, latest, onSignedIn };
}

describe("useEmailLinkRedemption", () => {
  it("doesn't use the link by opening the page", () => {
    const { readState, calls } = open(token);
    expect(readState()).toEqual({ step: "ready", token });
    expect(calls).toEqual([]);
  });

  it("doesn't call the function without a link", async () => {
    const { readState, redeem, calls } = open(null);
    await redeem();
    expect(readState()).toEqual({ step: "missing" });
    expect(calls).toEqual([]);
  });

  it("signs in in the browser that requested the link, and forgets its pending code", async () => {
    const { readState, redeem, calls, latest, onSignedIn } = open(token);
    sessionStorage.setItem(pendingKey, "{}");
    await redeem();
    expect(readState()).toEqual({ step: "redeeming", token });
    expect(calls).toHaveLength(1);
    expect(latest()).toMatchObject({
      method: "POST",
      path: "/api/email-link/redeem",
      body: { token: tokenText },
    });
    await latest().answer(Response.json(sessionAnswer));
    expect(readState()).toEqual({ step: "signedIn" });
    expect(onSignedIn.mock.calls).toEqual([[sessionAnswer]]);
    expect(sessionStorage.getItem(pendingKey)).toBeNull();
  });

  it("shows the pairing code in another browser, without signing in or forgetting a pending code", async () => {
    const { readState, redeem, latest, onSignedIn } = open(token);
    sessionStorage.setItem(pendingKey, "{}");
    await redeem();
    await latest().answer(Response.json({ pairingCode: "ABCDE12345", expiresInSeconds: 300 }));
    expect(readState()).toEqual({
      step: "otherBrowser",
      pairingCode: "ABCDE12345",
      expiresAtMs: startMs + 300_000,
    });
    expect(onSignedIn).not.toHaveBeenCalled();
    expect(sessionStorage.getItem(pendingKey)).toBe("{}");
  });

  it("redeems again after a temporary failure", async () => {
    const { readState, redeem, calls, latest, onSignedIn } = open(token);
    await redeem();
    await latest().answer(new TypeError("fetch failed"));
    expect(readState()).toEqual({
      step: "failed",
      failure: { kind: "unreachable", cause: "network" },
      token,
    });
    await redeem();
    expect(readState()).toEqual({ step: "redeeming", token });
    expect(calls).toHaveLength(2);
    await latest().answer(Response.json(sessionAnswer));
    expect(onSignedIn).toHaveBeenCalledOnce();
  });

  it("doesn't redeem again once the link was refused", async () => {
    const { readState, redeem, calls, latest } = open(token);
    await redeem();
    await latest().answer(buildProblem("link_used"));
    expect(readState()).toMatchObject({
      step: "failed",
      failure: { problem: { code: "link_used" } },
      token: null,
    });
    await redeem();
    expect(calls).toHaveLength(1);
  });

  it("redeems once even if clicked twice", async () => {
    const { redeem, calls } = open(token);
    await redeem();
    await redeem();
    expect(calls).toHaveLength(1);
  });

  it("passes the session to the newest onSignedIn", async () => {
    const { rerender, result, latest, onSignedIn } = open(token);
    const later = vi.fn<(answer: SessionAnswer) => void>();
    rerender(later);
    await settle(() => void result.current[1]());
    await latest().answer(Response.json(sessionAnswer));
    expect(later).toHaveBeenCalledOnce();
    expect(onSignedIn).not.toHaveBeenCalled();
  });
});
