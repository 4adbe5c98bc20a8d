import { renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createBrowserStorage } from "../../config/browser-storage.ts";
import { requireReturnTo, type ReturnTo } from "../../contract/return-to.ts";
import { advance, buildProblem, openFakeFunction, settle } from "../testing/fake-function.ts";
import { readMagicLinkReturnTo } from "./pending.ts";
import { useMagicLinkSend } from "./use-send.ts";

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
  const hook = renderHook(() => useMagicLinkSend("", returnTo));
  const send = (typed: string) => settle(() => void hook.result.current[1].send(typed));
  return { ...hook, readState: () => hook.result.current[0], send, calls, latest };
}

/** A link was requested, and the function has accepted. */
async function openSent(returnTo: ReturnTo | null = null) {
  const opened = open(returnTo);
  await opened.send(email);
  await opened.latest().answer(accepted());
  return opened;
}

describe("useMagicLinkSend", () => {
  it("begins at the address and doesn't call the function by itself", () => {
    const { readState, calls } = open();
    expect(readState()).toMatchObject({ step: "email", attempt: 0, email: "" });
    expect(calls).toEqual([]);
  });

  it("sends the normalized address with the path to land on", async () => {
    const { readState, send, calls, latest } = open(requireReturnTo("/members?page=2"));
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

  it("forgets the path of an earlier request if the new one has none", async () => {
    await openSent(requireReturnTo("/members"));
    const { latest } = await openSent();
    expect(latest().body).toEqual({ email });
    expect(readReturnTo()).toBeNull();
  });

  it.each([
    ["  ", "missing"],
    ["ada", "invalid"],
  ])("doesn't send %j", async (typed, failure) => {
    const { readState, send, calls } = open();
    await send(typed);
    expect(readState()).toMatchObject({ step: "email", failure });
    expect(calls).toEqual([]);
  });

  it("counts down the seconds that the function asks to wait", async () => {
    const { readState, send, latest } = open();
    await send(email);
    await latest().answer(buildProblem("too_many_requests", 20));
    expect(readState()).toMatchObject({ step: "email", nowMs: startMs, sendAtMs: startMs + 20_000 });
    await advance(3000);
    expect(readState()).toMatchObject({ nowMs: startMs + 3000 });
    await advance(17_000);
    await advance(10_000);
    expect(readState()).toMatchObject({ nowMs: startMs + 20_000 });
  });

  it("restores the sent step after a reload", async () => {
    await openSent();
    expect(sessionStorage.getItem(stepKey)).toContain(email);
    expect(open().readState()).toMatchObject({ step: "sent", email });
  });

  it("forgets the sent step when the panel closes", async () => {
    const { unmount } = await openSent();
    unmount();
    expect(sessionStorage.getItem(stepKey)).toBeNull();
  });
});
