import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { flightRecordKey } from "../../config/flight-recorder.ts";
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
  // Timeouts stay real, because jsdom starts one with each change of a storage area.
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
    continueSignIn: (request: ContinueSignInRequest) =>
      settle(() => void hook.result.current[1].continueSignIn(request)),
  };
}

/** The page once the function has accepted a send. */
async function openAtCodeStep(options: Options = {}) {
  const page = open(options);
  await page.send("ada@example.com");
  await page.latest().answer(accepted());
  return page;
}

describe("the initial step of useEmailCode", () => {
  it("starts at the method choice", () => {
    openFakeFunction();
    const { result } = renderHook((onVerified: () => void) => useEmailCode(onVerified, null), {
      initialProps: () => undefined,
    });
    expect(result.current[0]).toEqual(methodStep);
  });

  it("starts at the given step if nothing is pending", () => {
    expect(open().readState()).toEqual(atEmailStep);
  });

  it("starts at the pending code step after a reload, with the rest of its countdown", async () => {
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

  it("doesn't start at a pending code step whose code has expired", async () => {
    const before = await openAtCodeStep();
    before.unmount();
    vi.setSystemTime(startMs + 600_000);
    const { readState } = open();
    expect(readState()).toEqual(atEmailStep);
    expect(sessionStorage.getItem(pendingKey)).toBeNull();
  });
});

describe("useEmailCode sending a code", () => {
  it.each([
    ["", "missing"],
    ["  ", "missing"],
    ["ada@", "invalid"],
  ])("doesn't call the function for %j and reports that it is %s", async (typed, reason) => {
    const { send, readState, calls } = open();
    await send(typed);
    expect(readState()).toMatchObject({ step: "email", failure: reason, isSending: false });
    expect(calls).toEqual([]);
  });

  it("calls the function once and continues to the code", async () => {
    const { send, readState, calls, latest } = open();
    await send(" ada@EXAMPLE.com ");
    expect(readState()).toMatchObject({ step: "email", isSending: true });
    expect(calls).toHaveLength(1);
    expect(latest()).toMatchObject({ method: "POST", path: "/api/email-code/send" });
    // Exactly, because the function refuses a body with unknown members.
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

  it("sends the path to land on", async () => {
    const { send, latest } = open({ returnTo: requireReturnTo("/members?page=2") });
    await send("ada@example.com");
    expect(latest().body).toEqual({ email: "ada@example.com", returnTo: "/members?page=2" });
  });

  it("sends the newest path to land on", async () => {
    const { rerender, result, latest } = open({ returnTo: requireReturnTo("/members") });
    rerender({ onVerified: () => undefined, returnTo: requireReturnTo("/account") });
    await settle(() => void result.current[1].send("ada@example.com"));
    expect(latest().body).toEqual({ email: "ada@example.com", returnTo: "/account" });
  });

  it("stores the code step for a reload of this tab", async () => {
    const { dispatch } = await openAtCodeStep();
    expect(sessionStorage.getItem(pendingKey)).toContain("ada@example.com");
    dispatch({ type: "addressChangeAsked" });
    expect(sessionStorage.getItem(pendingKey)).toBeNull();
  });

  it("reports a refused send and counts down the seconds to wait", async () => {
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

  it("reports that the function is unreachable", async () => {
    const { send, readState, latest } = open();
    await send("ada@example.com");
    await latest().answer(new TypeError("fetch failed"));
    expect(readState()).toMatchObject({ step: "email", failure: { kind: "unreachable", cause: "network" } });
  });

  it("ignores the answer to a send after going back", async () => {
    const { send, dispatch, readState, latest } = open();
    await send("ada@example.com");
    dispatch({ type: "wentBack" });
    await latest().answer(accepted());
    expect(readState()).toMatchObject({ step: "method" });
    expect(sessionStorage.getItem(pendingKey)).toBeNull();
  });

  it("uses the newer of two sends, whichever is answered last", async () => {
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

describe("the countdown until another code", () => {
  it("counts down by the second and leaves no timer running", async () => {
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

  it("runs no timer without a countdown", () => {
    open();
    expect(vi.getTimerCount()).toBe(0);
    open({ initialState: methodStep });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("restarts the countdown with each code and counts the mails", async () => {
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

  it("leaves no timer running when the page closes", async () => {
    const { unmount } = await openAtCodeStep();
    unmount();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("useEmailCode checking a code", () => {
  it("passes on the session of a correct code once and forgets the stored step", async () => {
    const { verify, readState, latest, calls, onVerified } = await openAtCodeStep();
    await verify("123456");
    expect(readState()).toMatchObject({ activity: "verifying" });
    expect(calls).toHaveLength(2);
    expect(latest()).toMatchObject({
      method: "POST",
      path: "/api/email-code/verify",
      body: { code: "123456", expectedEmail: "ada@example.com" },
    });
    // onVerified may leave the page at once.
    const keptWhenTaken: (string | null)[] = [];
    onVerified.mockImplementation(() => void keptWhenTaken.push(sessionStorage.getItem(pendingKey)));
    await latest().answer(Response.json(sessionAnswer));
    expect(onVerified.mock.calls).toEqual([[sessionAnswer]]);
    expect(keptWhenTaken).toEqual([null]);
    expect(readState()).toMatchObject({ activity: "verified" });
    expect(sessionStorage.getItem(pendingKey)).toBeNull();
  });

  it("reports a wrong code and stays at the step", async () => {
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

  it("keeps the typed code if the function is unreachable", async () => {
    const { verify, dispatch, readState, latest } = await openAtCodeStep();
    dispatch({ type: "codeTyped", input: "123456" });
    await verify("123456");
    await latest().answer(new TypeError("fetch failed"));
    expect(readState()).toMatchObject({ digits: "123456", failure: { kind: "unreachable" } });
  });

  it("ignores a late failure after going back to the address", async () => {
    const { verify, dispatch, readState, latest } = await openAtCodeStep();
    await verify("111111");
    dispatch({ type: "addressChangeAsked" });
    await latest().answer(buildProblem("wrong_one_time_code"));
    expect(readState()).toMatchObject({ step: "email", failure: null });
  });

  it("passes the session to the newest onVerified", async () => {
    const { rerender, result, latest, onVerified } = await openAtCodeStep();
    const later = vi.fn<(answer: SessionAnswer) => void>();
    rerender({ onVerified: later, returnTo: null });
    await settle(() => void result.current[1].verify("123456"));
    await latest().answer(Response.json(sessionAnswer));
    expect(later).toHaveBeenCalledOnce();
    expect(onVerified).not.toHaveBeenCalled();
  });
});

describe("useEmailCode at a required step", () => {
  const stepKey = "portico:sign-in-step";
  const organizations = [{ id: "org_1", name: "One" }];
  const choose: ContinueSignInRequest = { kind: "choose_organization", organizationId: "org_1" };

  async function openAtStep(step: SignInStep = { kind: "choose_organization", organizations }) {
    const page = await openAtCodeStep();
    await page.verify("123456");
    await page.latest().answer(answerStep(step));
    return page;
  }

  it("shows and stores the required step, and passes on no session", async () => {
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

  it("restores the required step after a reload", async () => {
    (await openAtStep()).unmount();
    expect(open().readState()).toMatchObject({ step: "organization", organizations });
  });

  it.each([
    [choose, { organizationId: "org_1" }],
    [parseContinueSignInRequest({ totp: "123456" }), { totp: "123456" }],
    [parseContinueSignInRequest({ code: "123456" }), { code: "123456" }],
  ])("answers the required step: %j", async (request, body) => {
    if (request === null) throw new Error("No answer to a step");
    const { continueSignIn, latest, readState } = await openAtStep();
    await continueSignIn(request);
    expect(latest()).toMatchObject({
      method: "POST",
      path: "/api/email-code/continue",
      body: { ...body, expectedEmail: "ada@example.com" },
    });
    expect(readState()).toMatchObject({ activity: "continuing" });
  });

  it("passes on the session of a required step once and forgets the stored step", async () => {
    const { continueSignIn, latest, readState, onVerified } = await openAtStep();
    await continueSignIn(choose);
    const keptWhenTaken: (string | null)[] = [];
    onVerified.mockImplementation(() => void keptWhenTaken.push(sessionStorage.getItem(stepKey)));
    await latest().answer(Response.json(sessionAnswer));
    expect(onVerified.mock.calls).toEqual([[sessionAnswer]]);
    expect(keptWhenTaken).toEqual([null]);
    expect(readState()).toMatchObject({ activity: "continued" });
    expect(Object.keys(sessionStorage).filter((key) => key !== flightRecordKey)).toEqual([]);
  });

  it("continues with another required step", async () => {
    const { continueSignIn, latest, readState, onVerified } = await openAtStep();
    await continueSignIn(choose);
    await latest().answer(answerStep({ kind: "totp" }));
    expect(readState()).toMatchObject({ step: "totp", activity: "idle" });
    expect(onVerified).not.toHaveBeenCalled();
  });

  it("reports a refused answer and counts down the seconds to wait", async () => {
    const { continueSignIn, latest, readState } = await openAtStep({ kind: "totp" });
    await continueSignIn(choose);
    await latest().answer(buildProblem("too_many_requests", 2));
    expect(readState()).toMatchObject({
      failure: { problem: { code: "too_many_requests" } },
      continueAtMs: startMs + 2_000,
    });
    await advance(2_000);
    expect(readState()).toMatchObject({ nowMs: startMs + 2_000 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("forgets the stored step once it has ended", async () => {
    const { continueSignIn, latest } = await openAtStep();
    await continueSignIn(choose);
    await latest().answer(buildProblem("step_expired"));
    expect(Object.keys(sessionStorage).filter((key) => key !== flightRecordKey)).toEqual([]);
  });

  it("reports a hotel network's page as a foreign answer", async () => {
    const { continueSignIn, latest, readState } = await openAtStep();
    await continueSignIn(choose);
    await latest().answer(new Response("<h1>Hotel</h1>"));
    expect(readState()).toMatchObject({ failure: { kind: "unreachable", cause: "foreignAnswer" } });
  });
});

describe("a browser without storage", () => {
  it("still verifies the code", async () => {
    vi.stubGlobal("sessionStorage", undefined);
    const { verify, readState, latest, onVerified } = await openAtCodeStep();
    expect(readState()).toMatchObject({ step: "oneTimeCode" });
    await verify("123456");
    await latest().answer(Response.json(sessionAnswer));
    expect(onVerified).toHaveBeenCalledOnce();
  });
});
