// @vitest-environment jsdom
import { renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { requireReturnTo, type ReturnTo } from "../contract/return-to.ts";
import { createBrowserStorage } from "../config/browser-storage.ts";
import { readMagicLinkReturnTo } from "./pending-magic-link.ts";
import { advance, buildProblem, openFakeFunction, settle } from "./testing/fake-function.ts";
import { type MagicLinkSendEvent } from "./magic-link-send-state.ts";
import { useMagicLinkSend } from "./use-magic-link-send.ts";

const startMs = 1_000_000;
const email = "ada@example.com";
const stepKey = "portico:magic-link";
const accepted = () => Response.json({ expiresInSeconds: 900, resendAfterSeconds: 30 }, { status: 202 });
const readReturnTo = () =>
  readMagicLinkReturnTo(createBrowserStorage("localStorage"), location.origin, startMs);

beforeEach(() => {
  vi.useFakeTimers({
    now: startMs,
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"],
  });
  sessionStorage.clear();
  localStorage.clear();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function open(returnTo: ReturnTo | null = null) {
  const { calls, latest } = openFakeFunction();
  const hook = renderHook(useMagicLinkSend, { initialProps: returnTo });
  const dispatch = (event: MagicLinkSendEvent) => settle(() => hook.result.current[1].dispatch(event));
  const send = (typed: string) => settle(() => void hook.result.current[1].send(typed));
  return { ...hook, readState: () => hook.result.current[0], dispatch, send, calls, latest };
}

/** Somebody whose link is on its way. */
async function openSent(returnTo: ReturnTo | null = null) {
  const opened = open(returnTo);
  await opened.dispatch({ type: "chosen", email: "" });
  await opened.send(email);
  await opened.latest().answer(accepted());
  return opened;
}

describe("asking for a Magic Link", () => {
  it("calls nobody before somebody asks", () => {
    const { readState, calls } = open();
    expect(readState()).toEqual({ step: "away", attempt: 0 });
    expect(calls).toEqual([]);
  });

  it("sends the address in its one form, with where to go afterwards", async () => {
    const { readState, dispatch, send, calls, latest } = open(requireReturnTo("/members?page=2"));
    await dispatch({ type: "chosen", email: "" });
    await send(" Ada@EXAMPLE.com ");
    expect(readState()).toMatchObject({ step: "email", isSending: true });
    expect(calls).toHaveLength(1);
    expect(latest()).toMatchObject({
      method: "POST",
      path: "/api/magic-link/send",
      body: { email: "Ada@example.com", returnTo: "/members?page=2" },
    });
    await latest().answer(accepted());
    expect(readState()).toMatchObject({
      step: "sent",
      email: "Ada@example.com",
      sendAtMs: startMs + 30_000,
      expiresAtMs: startMs + 900_000,
    });
    expect(readReturnTo()).toBe("/members?page=2");
  });

  it("keeps nothing of an earlier deep link where there is none now", async () => {
    await openSent(requireReturnTo("/members"));
    const { latest } = await openSent();
    expect(latest().body).toEqual({ email });
    expect(readReturnTo()).toBeNull();
  });

  it.each([
    ["  ", "missing"],
    ["ada", "invalid"],
  ])("doesn't send %j", async (typed, failure) => {
    const { readState, dispatch, send, calls } = open();
    await dispatch({ type: "chosen", email: "" });
    await send(typed);
    expect(readState()).toMatchObject({ step: "email", failure });
    expect(calls).toEqual([]);
  });

  it("counts down what the function asks to wait, and says what happened", async () => {
    const { readState, dispatch, send, latest } = open();
    await dispatch({ type: "chosen", email: "" });
    await send(email);
    await latest().answer(buildProblem("too_many_requests", 20));
    expect(readState()).toMatchObject({ step: "email", nowMs: startMs, sendAtMs: startMs + 20_000 });
    await advance(3000);
    expect(readState()).toMatchObject({ nowMs: startMs + 3000 });
    await advance(17_000);
    await advance(10_000);
    expect(readState()).toMatchObject({ nowMs: startMs + 20_000 });
  });

  it("shows the step again after a reload", async () => {
    await openSent();
    expect(sessionStorage.getItem(stepKey)).toContain(email);
    expect(open().readState()).toMatchObject({ step: "sent", email });
  });

  it("forgets the step when the page is left for another, because the link was opened or given up", async () => {
    const { unmount } = await openSent();
    unmount();
    expect(sessionStorage.getItem(stepKey)).toBeNull();
  });

  it("forgets the step when somebody chooses another way", async () => {
    const { dispatch } = await openSent();
    await dispatch({ type: "wentBack" });
    expect(sessionStorage.getItem(stepKey)).toBeNull();
  });
});
