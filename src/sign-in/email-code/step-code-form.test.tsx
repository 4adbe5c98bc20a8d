import { render, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";

import { messages } from "../../config/messages.ts";
import { apiPaths } from "../../contract/api-paths.ts";
import { type FailureCode } from "../../contract/failure.ts";
import { type SignInStep } from "../../contract/sign-in-step.ts";
import { offline, serveFunction, silence } from "../../mocks/testing/serve-function.ts";
import { setUpUser } from "../../ui/testing/user.ts";
import { buildRequiredStep } from "./required-step-state.ts";
import { type SignInState } from "./sign-in-state.ts";
import { slowAfterMs } from "../slow-after.ts";
import { StepCodeForm } from "./step-code-form.tsx";
import { advance, buildProblem, sessionAnswer } from "../testing/fake-function.ts";
import { useEmailCode } from "./use-email-code.ts";

const { requiredStep, totpStep, verifyEmailStep, codeStep, functionFailures } = messages;
const email = "ada@example.com";
const mailedTo = "lovelace@example.com";
const totp: SignInStep = { kind: "totp" };
const verifyEmail: SignInStep = { kind: "verify_email", email: mailedTo };
const signedIn = () => Response.json(sessionAnswer);
const { answer } = serveFunction();

afterEach(() => {
  vi.useRealTimers();
  sessionStorage.clear();
});

/** The form, or the name of the next step. */
function Step({ initialState, place }: { initialState: SignInState; place: "page" | "dialog" }) {
  const [isSignedIn, setIsSignedIn] = useState(false);
  const [state, calls] = useEmailCode(() => setIsSignedIn(true), null, initialState);
  if (isSignedIn) return <p>signed in</p>;
  if (state.step !== "totp" && state.step !== "verifyEmail") return <p>{state.step}</p>;
  return <StepCodeForm state={state} calls={calls} place={place} />;
}

type Options = { step?: SignInStep; place?: "page" | "dialog" };

function open({ step = totp, place = "page" }: Options = {}) {
  const nowMs = Date.now();
  const at = { attempt: 1, nowMs, expiresAtMs: nowMs + 600_000 };
  render(<Step initialState={buildRequiredStep({ step, email }, at)} place={place} />);
  const words = step === verifyEmail ? verifyEmailStep : totpStep;
  return {
    user: setUpUser(),
    field: screen.getByRole<HTMLInputElement>("textbox", { name: words.oneTimeCode }),
    submit: getButton(requiredStep.submit),
    startAgain: getButton(requiredStep.startAgain),
  };
}

const getButton = (name: string) => screen.getByRole<HTMLButtonElement>("button", { name });

describe("StepCodeForm", () => {
  it.each([
    ["an authenticator app's", totp, totpStep, totpStep.lead, { totp: "123456", expectedEmail: email }],
    [
      "a second mail's",
      verifyEmail,
      verifyEmailStep,
      verifyEmailStep.lead(mailedTo),
      { code: "123456", expectedEmail: email },
    ],
  ])("signs in at the sixth digit of %s code", async (_, step, words, lead, body) => {
    const sent = answer(apiPaths.continueSignIn, signedIn);
    const { user, field } = open({ step });
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe(words.title);
    expect(screen.getByText(lead)).toBeDefined();
    expect(document.title).toBe(messages.pageTitle(words.title));
    expect(document.activeElement).toBe(field);
    await user.keyboard("12345");
    expect(field.readOnly).toBe(false);
    await user.keyboard("6");
    expect(await screen.findByText("signed in")).toBeDefined();
    expect(sent).toEqual([body]);
  });

  it.each(["٤١٨٢٠٣", "۴۱۸ ۲۰۳", "Code 418203, on 29 Nov 2026"])(
    "signs in with a pasted second code: %s",
    async (text) => {
      const sent = answer(apiPaths.continueSignIn, signedIn);
      const { user } = open();
      await user.paste(text);
      expect(await screen.findByText("signed in")).toBeDefined();
      expect(sent).toEqual([{ totp: "418203", expectedEmail: email }]);
    },
  );

  it("submits no second code of a pasted text with two", async () => {
    const sent = answer(apiPaths.continueSignIn, signedIn);
    const { user, field } = open();
    await user.paste("418203 or 553311");
    const words = codeStep.severalCodes(["418203", "553311"]);
    expect(screen.getByRole("textbox", { description: `${words} ${totpStep.hint}` })).toBe(field);
    await user.keyboard("418203");
    expect(await screen.findByText("signed in")).toBeDefined();
    expect(sent).toEqual([{ totp: "418203", expectedEmail: email }]);
  });

  it("asks for missing digits of a second code instead of submitting", async () => {
    const sent = answer(apiPaths.continueSignIn, signedIn);
    const { user, field, submit } = open();
    await user.type(field, "123");
    await user.click(submit);
    expect(screen.getByRole("textbox", { description: `${codeStep.incomplete} ${totpStep.hint}` })).toBe(
      field,
    );
    expect(document.activeElement).toBe(field);
    await user.keyboard("4");
    expect(field.hasAttribute("aria-invalid")).toBe(false);
    expect(sent).toEqual([]);
  });

  it("ignores typing and clicks while a second code is checked", async () => {
    const sent = answer(apiPaths.continueSignIn, silence);
    const { user, field, submit, startAgain } = open();
    await user.type(field, "123456");
    expect(submit.textContent).toBe(requiredStep.busy);
    expect(field.readOnly).toBe(true);
    expect(startAgain.disabled).toBe(true);
    await user.keyboard("{Enter}");
    await user.click(submit);
    await waitFor(() => expect(sent).toEqual([{ totp: "123456", expectedEmail: email }]));
  });

  it("says after three seconds that checking a second code is slow", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    answer(apiPaths.continueSignIn, silence);
    const { user, field, submit } = open();
    await user.type(field, "123456");
    await advance(slowAfterMs);
    expect(submit.textContent).toBe(requiredStep.slow);
  });

  it("goes back from a second code to the address", async () => {
    const { user, startAgain } = open();
    await user.click(startAgain);
    expect(screen.getByText("email")).toBeDefined();
  });

  it("has no title in a dialog and focuses the field", () => {
    const { field } = open({ place: "dialog" });
    expect(screen.queryByRole("heading")).toBeNull();
    expect(screen.getByText(totpStep.lead)).toBeDefined();
    expect(document.activeElement).toBe(field);
  });
});

describe("a refused second code", () => {
  it("empties the field, says that the app's code is wrong, and accepts the next one", async () => {
    const sent = answer(apiPaths.continueSignIn, () => buildProblem("wrong_totp"), signedIn);
    const { user, field } = open();
    await user.type(field, "111111");
    const description = `${functionFailures.wrong_totp(null, null)} ${totpStep.hint}`;
    expect(await screen.findByRole("textbox", { description })).toBe(field);
    expect(field.value).toBe("");
    expect(document.activeElement).toBe(field);
    await user.keyboard("123456");
    expect(await screen.findByText("signed in")).toBeDefined();
    expect(sent).toEqual([
      { totp: "111111", expectedEmail: email },
      { totp: "123456", expectedEmail: email },
    ]);
  });

  it("says that the code of the second mail has expired, and to start again", async () => {
    answer(apiPaths.continueSignIn, () => buildProblem("one_time_code_expired"));
    const { user, field } = open({ step: verifyEmail });
    await user.type(field, "111111");
    const description = `${requiredStep.codeExpired} ${verifyEmailStep.hint}`;
    expect(await screen.findByRole("textbox", { description })).toBe(field);
  });

  it.each<FailureCode>(["too_many_requests", "request_timeout", "not_same_origin"])(
    "shows the failure above the field, not at the second code: %s",
    async (failureCode) => {
      answer(apiPaths.continueSignIn, () => buildProblem(failureCode));
      const { user, field } = open();
      await user.type(field, "123456");
      const words = await screen.findByText(functionFailures[failureCode](null, null));
      expect(words.closest("[role=alert]")).not.toBeNull();
      expect(field.hasAttribute("aria-invalid")).toBe(false);
      expect(screen.getByRole("textbox", { description: totpStep.hint })).toBe(field);
    },
  );

  it("keeps a second code and submits it after the seconds that the function asks to wait", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
    answer(apiPaths.continueSignIn, () => buildProblem("too_many_requests", 5), signedIn);
    const { user, field, submit } = open();
    await user.type(field, "123456");
    expect(await screen.findByText(functionFailures.too_many_requests(null, null))).toBeDefined();
    expect(submit.textContent).toBe(requiredStep.submitIn(5));
    expect(submit.disabled).toBe(true);
    expect(field.value).toBe("123456");
    await advance(5_000);
    expect(submit.textContent).toBe(requiredStep.submit);
    await user.click(submit);
    expect(await screen.findByText("signed in")).toBeDefined();
  });

  it("keeps a second code and shows a reference after a server error", async () => {
    answer(apiPaths.continueSignIn, () => buildProblem("workos_unreachable"), signedIn);
    const { user, field, submit } = open();
    await user.type(field, "123456");
    expect(await screen.findByText(functionFailures.workos_unreachable(null, null))).toBeDefined();
    expect(screen.getByText(messages.reference("r-1"))).toBeDefined();
    expect(field.value).toBe("123456");
    expect(field.hasAttribute("aria-invalid")).toBe(false);
    await user.click(submit);
    expect(await screen.findByText("signed in")).toBeDefined();
  });

  it("keeps a second code after a network failure", async () => {
    answer(apiPaths.continueSignIn, offline);
    const { user, field } = open();
    await user.type(field, "123456");
    expect(await screen.findByText(messages.unreachable.network)).toBeDefined();
    expect(field.value).toBe("123456");
  });

  it.each([
    ["no_step", functionFailures.no_step(null, null)],
    ["step_expired", functionFailures.step_expired(null, null)],
    ["sign_in_replaced", functionFailures.sign_in_replaced(null, null)],
    ["too_many_attempts", requiredStep.tooManyAttempts],
  ] satisfies [FailureCode, string][])(
    "only offers to start again once the sign-in has ended: %s",
    async (failureCode, words) => {
      answer(apiPaths.continueSignIn, () => buildProblem(failureCode));
      const { user, field } = open();
      await user.type(field, "123456");
      expect(await screen.findByText(words)).toBeDefined();
      expect(screen.queryByRole("textbox")).toBeNull();
      expect(screen.getAllByRole("button")).toEqual([getButton(requiredStep.startAgain)]);
      expect(document.activeElement).toBe(getButton(requiredStep.startAgain));
      await user.keyboard("{Enter}");
      expect(screen.getByText("email")).toBeDefined();
    },
  );
});
