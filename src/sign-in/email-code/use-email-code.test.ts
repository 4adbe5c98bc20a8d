// @vitest-environment jsdom
import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { requireReturnTo, type ReturnTo } from "../../contract/return-to.ts";
import { type SessionAnswer } from "../../contract/session.ts";
import {
  type ContinueSignInRequest,
  parseContinueSignInRequest,
  type SignInStep,
} from "../../contract/sign-in-step.ts";
import { methodStep, reduceSignIn, type SignInEvent, type SignInState } from "./sign-in-state.ts";
import { advance, buildProblem, openFakeFunction, sessionAnswer, settle } from "../testing/fake-function.ts";
import { useEmailCode } from "./use-email-code.ts";

const startMs = 1_000_000;
const pendingKey = "portico:email-code";
const accepted = () => Response.json({ expiresInSeconds: 600, resendAfterSeconds: 30, mayHoldLink: true });
const answerStep = (step: SignInStep) =>
  Response.json({ step, email: "ada@example.com", expiresInSeconds: 600 });
const atEmailStep = reduceSignIn(methodStep, { type: "emailCodeChosen", email: "" });

beforeEach(() => {
  // Timeouts stay real: jsdom starts one with each change of a storage area, and they would count as ours.
  vi.useFakeTimers({ now: startMs, toFake: ["setInterval", "clearInterval", "Date"] });
  sessionStorage.clear();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

type Given = { onVerified: (answer: SessionAnswer) => void; returnTo: ReturnTo | null };
type Options = { returnTo?: ReturnTo | null; initialState?: SignInState };

function open({ returnTo = null, initialState = atEmailStep }: Options = {}) {
  const { calls, latest } = openFakeFunction();
  const onVerified = vi.fn<(answer: SessionAnswer) => void>();
  const given: Given = { onVerified, returnTo };
  const hook = renderHook((now: Given) => useEmailCode(now.onVerified, now.returnTo, initialState), {
    initialProps: given,
  });
  return {
    ...hook,
    calls,
    latest,
    onVerified,
    readState: () => hook.result.current[0],
    dispatch: (event: SignInEvent) => act(() => hook.result.current[1].dispatch(event)),
    send: (typed: string) => settle(() => void hook.result.current[1].send(typed)),
    verify: (typed: string) => settle(() => void hook.result.current[1].verify(typed)),
    goOn: (request: ContinueSignInRequest) => settle(() => void hook.result.current[1].goOn(request)),
  };
}

/** The page once the function has taken a send. */
async function openAtCodeStep(options: Options = {}) {
  const page = open(options);
  await page.send("ada@example.com");
  await page.latest().answer(accepted());
  return page;
}

describe("the sign-in page's beginning", () => {
  it("is the choice of a way in", () => {
    openFakeFunction();
    const { result } = renderHook((onVerified: () => void) => useEmailCode(onVerified, null), {
      initialProps: () => undefined,
    });
    expect(result.current[0]).toEqual(methodStep);
  });

  it("is the step it is told where nothing is pending", () => {
    expect(open().readState()).toEqual(atEmailStep);
  });

  it("is the code step that was pending before a reload, with what is left of its countdown", async () => {
    const before = await openAtCodeStep();
    before.unmount();
    await advance(20_000);
    const { readState } = open();
    expect(readState()).toMatchObject({
      step: "oneTimeCode",
      email: "ada@example.com",
      nowMs: startMs + 20_000,
      resendAtMs: startMs + 30_000,
    });
    expect(sessionStorage.getItem(pendingKey)).not.toBeNull();
  });

  it("isn't a code step whose code has expired", async () => {
    const before = await openAtCodeStep();
    before.unmount();
    vi.setSystemTime(startMs + 600_000);
    const { readState } = open();
    expect(readState()).toEqual(atEmailStep);
    expect(sessionStorage.getItem(pendingKey)).toBeNull();
  });
});

describe("sending a code", () => {
  it.each([
    ["", "missing"],
    ["  ", "missing"],
    ["ada@", "invalid"],
  ])("asks nobody for %j, and says that it is %s", async (typed, reason) => {
    const { send, readState, calls } = open();
    await send(typed);
    expect(readState()).toMatchObject({ step: "email", failure: reason, isSending: false });
    expect(calls).toEqual([]);
  });

  it("asks the function once, says so meanwhile, and goes on to the code", async () => {
    const { send, readState, calls, latest } = open();
    await send(" ada@EXAMPLE.com ");
    expect(readState()).toMatchObject({ step: "email", isSending: true });
    expect(calls).toHaveLength(1);
    expect(latest()).toMatchObject({ method: "POST", path: "/api/email-code/send" });
    // Nothing beside it: the function refuses a body with members that it doesn't know.
    expect(latest().body).toEqual({ email: "ada@example.com" });
    vi.setSystemTime(startMs + 400);
    await latest().answer(accepted());
    expect(readState()).toMatchObject({
      step: "oneTimeCode",
      email: "ada@example.com",
      mayHoldLink: true,
      activity: "idle",
      nowMs: startMs + 400,
      resendAtMs: startMs + 30_400,
      expiresAtMs: startMs + 600_400,
    });
  });

  it("sends along where the person wants to go", async () => {
    const { send, latest } = open({ returnTo: requireReturnTo("/members?page=2") });
    await send("ada@example.com");
    expect(latest().body).toEqual({ email: "ada@example.com", returnTo: "/members?page=2" });
  });

  it("sends along where the person wants to go by now", async () => {
    const { rerender, result, latest } = open({ returnTo: requireReturnTo("/members") });
    rerender({ onVerified: () => undefined, returnTo: requireReturnTo("/account") });
    await settle(() => void result.current[1].send("ada@example.com"));
    expect(latest().body).toEqual({ email: "ada@example.com", returnTo: "/account" });
  });

  it("keeps the step for a reload of this tab", async () => {
    const { dispatch } = await openAtCodeStep();
    expect(sessionStorage.getItem(pendingKey)).toContain("ada@example.com");
    dispatch({ type: "addressChangeAsked" });
    expect(sessionStorage.getItem(pendingKey)).toBeNull();
  });

  it("says why the function refused, and counts the seconds down that it asks to wait", async () => {
    const { send, readState, latest } = open();
    await send("ada@example.com");
    await latest().answer(buildProblem("too_many_requests", 2));
    expect(readState()).toMatchObject({
      step: "email",
      isSending: false,
      failure: { kind: "problem", problem: { code: "too_many_requests" } },
      nowMs: startMs,
      sendAtMs: startMs + 2_000,
    });
    await advance(1_000);
    expect(readState()).toMatchObject({ nowMs: startMs + 1_000 });
    await advance(1_000);
    expect(readState()).toMatchObject({ nowMs: startMs + 2_000 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("says that the function can't be reached", async () => {
    const { send, readState, latest } = open();
    await send("ada@example.com");
    await latest().answer(new TypeError("fetch failed"));
    expect(readState()).toMatchObject({ step: "email", failure: { kind: "unreachable", cause: "network" } });
  });

  it("doesn't pull back who has gone back while it was under way", async () => {
    const { send, dispatch, readState, latest } = open();
    await send("ada@example.com");
    dispatch({ type: "wentBack" });
    await latest().answer(accepted());
    expect(readState()).toMatchObject({ step: "method" });
    expect(sessionStorage.getItem(pendingKey)).toBeNull();
  });

  it("goes by the newer of two sends, whichever is answered last", async () => {
    const { send, dispatch, readState, latest } = open();
    await send("ada@example.com");
    const older = latest();
    dispatch({ type: "wentBack" });
    dispatch({ type: "emailCodeChosen", email: "grace@example.com" });
    await send("grace@example.com");
    await latest().answer(accepted());
    await older.answer(buildProblem("internal"));
    expect(readState()).toMatchObject({ step: "oneTimeCode", email: "grace@example.com", failure: null });
  });
});

describe("the wait for another code", () => {
  it("is counted down second by second, and no timer is left at its end", async () => {
    const { readState } = await openAtCodeStep();
    expect(vi.getTimerCount()).toBe(1);
    await advance(1_000);
    expect(readState()).toMatchObject({ nowMs: startMs + 1_000 });
    await advance(28_999);
    expect(readState()).toMatchObject({ nowMs: startMs + 29_000 });
    await advance(1);
    expect(readState()).toMatchObject({ nowMs: startMs + 30_000 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("runs no timer where there is nothing to wait for", () => {
    open();
    expect(vi.getTimerCount()).toBe(0);
    open({ initialState: methodStep });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("begins anew with each code, and says that it was sent again", async () => {
    const { send, readState, latest, calls } = await openAtCodeStep();
    await advance(30_000);
    await send("ada@example.com");
    expect(calls).toHaveLength(2);
    expect(readState()).toMatchObject({ activity: "resending" });
    await latest().answer(accepted());
    expect(readState()).toMatchObject({ sentCount: 2, activity: "idle", resendAtMs: startMs + 60_000 });
    await advance(1_000);
    expect(readState()).toMatchObject({ nowMs: startMs + 31_000 });
  });

  it("leaves no timer behind when the page goes", async () => {
    const { unmount } = await openAtCodeStep();
    unmount();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("checking a code", () => {
  it("hands a right code's session over once, with nothing left for a reload", async () => {
    const { verify, readState, latest, calls, onVerified } = await openAtCodeStep();
    await verify("123456");
    expect(readState()).toMatchObject({ activity: "verifying" });
    expect(calls).toHaveLength(2);
    expect(latest()).toMatchObject({
      method: "POST",
      path: "/api/email-code/verify",
      body: { code: "123456" },
    });
    // Whoever takes the session may leave the page on the spot.
    const keptWhenTaken: (string | null)[] = [];
    onVerified.mockImplementation(() => void keptWhenTaken.push(sessionStorage.getItem(pendingKey)));
    await latest().answer(Response.json(sessionAnswer));
    expect(onVerified.mock.calls).toEqual([[sessionAnswer]]);
    expect(keptWhenTaken).toEqual([null]);
    expect(readState()).toMatchObject({ activity: "verified" });
    expect(sessionStorage.getItem(pendingKey)).toBeNull();
  });

  it("says that a code was wrong, and keeps the step for the next try", async () => {
    const { verify, dispatch, readState, latest, onVerified } = await openAtCodeStep();
    dispatch({ type: "codeTyped", input: "111111" });
    await verify("111111");
    vi.setSystemTime(startMs + 500);
    await latest().answer(buildProblem("wrong_one_time_code"));
    expect(readState()).toMatchObject({
      activity: "idle",
      digits: "",
      failure: { kind: "problem", problem: { code: "wrong_one_time_code" } },
      nowMs: startMs + 500,
    });
    expect(sessionStorage.getItem(pendingKey)).not.toBeNull();
    await verify("123456");
    await latest().answer(Response.json(sessionAnswer));
    expect(onVerified).toHaveBeenCalledOnce();
  });

  it("keeps what was typed when the function can't be reached", async () => {
    const { verify, dispatch, readState, latest } = await openAtCodeStep();
    dispatch({ type: "codeTyped", input: "123456" });
    await verify("123456");
    await latest().answer(new TypeError("fetch failed"));
    expect(readState()).toMatchObject({ digits: "123456", failure: { kind: "unreachable" } });
  });

  it("changes nothing with a failure that comes once another address is asked for", async () => {
    const { verify, dispatch, readState, latest } = await openAtCodeStep();
    await verify("111111");
    dispatch({ type: "addressChangeAsked" });
    await latest().answer(buildProblem("wrong_one_time_code"));
    expect(readState()).toMatchObject({ step: "email", failure: null });
  });

  it("hands the session to whoever waits for it by then", async () => {
    const { rerender, result, latest, onVerified } = await openAtCodeStep();
    const later = vi.fn<(answer: SessionAnswer) => void>();
    rerender({ onVerified: later, returnTo: null });
    await settle(() => void result.current[1].verify("123456"));
    await latest().answer(Response.json(sessionAnswer));
    expect(later).toHaveBeenCalledOnce();
    expect(onVerified).not.toHaveBeenCalled();
  });
});

describe("a step behind a right code", () => {
  const stepKey = "portico:sign-in-step";
  const organizations = [{ id: "org_1", name: "One" }];
  const choose: ContinueSignInRequest = { kind: "choose_organization", organizationId: "org_1" };

  async function openAtStep(step: SignInStep = { kind: "choose_organization", organizations }) {
    const page = await openAtCodeStep();
    await page.verify("123456");
    await page.latest().answer(answerStep(step));
    return page;
  }

  it("is shown, kept for a reload, and no session is handed over", async () => {
    const { readState, onVerified } = await openAtStep();
    expect(readState()).toMatchObject({
      step: "organization",
      organizations,
      expiresAtMs: startMs + 600_000,
    });
    expect(onVerified).not.toHaveBeenCalled();
    expect(sessionStorage.getItem(stepKey)).toContain("org_1");
    expect(sessionStorage.getItem(pendingKey)).toBeNull();
  });

  it("is there again after a reload", async () => {
    (await openAtStep()).unmount();
    expect(open().readState()).toMatchObject({ step: "organization", organizations });
  });

  it.each([
    [choose, { organizationId: "org_1" }],
    [parseContinueSignInRequest({ totp: "123456" }), { totp: "123456" }],
    [parseContinueSignInRequest({ code: "123456" }), { code: "123456" }],
  ])("is answered: %j", async (request, body) => {
    if (request === null) throw new Error("No answer to a step");
    const { goOn, latest, readState } = await openAtStep();
    await goOn(request);
    expect(latest()).toMatchObject({ method: "POST", path: "/api/email-code/continue", body });
    expect(readState()).toMatchObject({ activity: "continuing" });
  });

  it("hands the session over once, with nothing left for a reload", async () => {
    const { goOn, latest, readState, onVerified } = await openAtStep();
    await goOn(choose);
    const keptWhenTaken: (string | null)[] = [];
    onVerified.mockImplementation(() => void keptWhenTaken.push(sessionStorage.getItem(stepKey)));
    await latest().answer(Response.json(sessionAnswer));
    expect(onVerified.mock.calls).toEqual([[sessionAnswer]]);
    expect(keptWhenTaken).toEqual([null]);
    expect(readState()).toMatchObject({ activity: "continued" });
    expect(sessionStorage.length).toBe(0);
  });

  it("may be followed by another", async () => {
    const { goOn, latest, readState, onVerified } = await openAtStep();
    await goOn(choose);
    await latest().answer(answerStep({ kind: "totp" }));
    expect(readState()).toMatchObject({ step: "totp", activity: "idle" });
    expect(onVerified).not.toHaveBeenCalled();
  });

  it("says why the function refused, and counts the seconds down that it asks to wait", async () => {
    const { goOn, latest, readState } = await openAtStep({ kind: "totp" });
    await goOn(choose);
    await latest().answer(buildProblem("too_many_requests", 2));
    expect(readState()).toMatchObject({
      failure: { problem: { code: "too_many_requests" } },
      continueAtMs: startMs + 2_000,
    });
    await advance(2_000);
    expect(readState()).toMatchObject({ nowMs: startMs + 2_000 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("isn't kept once it has ended", async () => {
    const { goOn, latest } = await openAtStep();
    await goOn(choose);
    await latest().answer(buildProblem("step_expired"));
    expect(sessionStorage.length).toBe(0);
  });

  it("takes a hotel's page for no answer", async () => {
    const { goOn, latest, readState } = await openAtStep();
    await goOn(choose);
    await latest().answer(new Response("<h1>Hotel</h1>"));
    expect(readState()).toMatchObject({ failure: { kind: "unreachable", cause: "foreignAnswer" } });
  });
});

describe("a browser that keeps nothing for the site", () => {
  it("still takes the code", async () => {
    vi.stubGlobal("sessionStorage", undefined);
    const { verify, readState, latest, onVerified } = await openAtCodeStep();
    expect(readState()).toMatchObject({ step: "oneTimeCode" });
    await verify("123456");
    await latest().answer(Response.json(sessionAnswer));
    expect(onVerified).toHaveBeenCalledOnce();
  });
});
