import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { messages } from "../../config/messages.ts";
import { apiPaths } from "../../contract/api-paths.ts";
import { type FailureCode, failureStatuses } from "../../contract/failure.ts";
import { offline, serveFunction, silence } from "../../mocks/testing/serve-function.ts";
import { setUpUser } from "../../ui/testing/user.ts";
import { OneTimeCodeForm } from "./one-time-code-form.tsx";
import { methodStep, reduceSignIn, type SignInState } from "./sign-in-state.ts";
import { slowAfterMs } from "../slow-after.ts";
import { advance, buildProblem, sessionAnswer } from "../testing/fake-function.ts";
import { useEmailCode } from "./use-email-code.ts";

const { codeStep, functionFailures } = messages;
const email = "ada@example.com";
const signedIn = () => Response.json(sessionAnswer);
const accepted = () => Response.json({ expiresInSeconds: 600, resendAfterSeconds: 30, mayHoldLink: true });
const { answer } = serveFunction();

beforeEach(() => {
  // The seconds of the countdowns stand still, however busy the machine is.
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
  sessionStorage.clear();
});

type Options = { mayHoldLink?: boolean; place?: "page" | "dialog" };

function buildStep(nowMs: number, mayHoldLink: boolean): SignInState {
  const atEmailStep = reduceSignIn(methodStep, { type: "emailCodeChosen", email });
  return reduceSignIn(atEmailStep, {
    type: "sendAccepted",
    attempt: 0,
    email,
    nowMs,
    resendAtMs: nowMs + 30_000,
    expiresAtMs: nowMs + 600_000,
    mayHoldLink,
  });
}

/** The form, or the name of the next step. */
function Step({ initialState, place }: { initialState: SignInState; place: "page" | "dialog" }) {
  const [isSignedIn, setIsSignedIn] = useState(false);
  const [state, calls] = useEmailCode(() => setIsSignedIn(true), null, initialState);
  if (isSignedIn) return <p>signed in</p>;
  if (state.step !== "oneTimeCode") return <p>{state.step}</p>;
  return <OneTimeCodeForm state={state} calls={calls} place={place} />;
}

function open({ mayHoldLink = true, place = "page" }: Options = {}) {
  render(<Step initialState={buildStep(Date.now(), mayHoldLink)} place={place} />);
  return {
    user: setUpUser(),
    field: screen.getByRole<HTMLInputElement>("textbox", { name: codeStep.oneTimeCode }),
    submit: screen.getByRole<HTMLButtonElement>("button", { name: codeStep.submit }),
    resend: screen.getByRole<HTMLButtonElement>("button", { name: codeStep.resendIn(30) }),
  };
}

/** Fakes the seconds of the countdowns; the function answers in real time. */
function stopTheClock() {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
}

describe("OneTimeCodeForm", () => {
  it("focuses the code field and says where the mail went", () => {
    const { field } = open();
    expect(document.activeElement).toBe(field);
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe(codeStep.title);
    expect(screen.getByRole("status").textContent).toBe(codeStep.sentTo(email));
    expect(document.title).toBe(messages.pageTitle(codeStep.title));
  });

  it("submits at the sixth digit and signs in", async () => {
    const sent = answer(apiPaths.verifyEmailCode, signedIn);
    const { user, field } = open();
    await user.type(field, "12345");
    expect(field.readOnly).toBe(false);
    await user.keyboard("6");
    expect(await screen.findByText("signed in")).toBeDefined();
    expect(sent).toEqual([{ code: "123456", expectedEmail: email }]);
  });

  it("accepts a pasted sentence that contains the code", async () => {
    const sent = answer(apiPaths.verifyEmailCode, signedIn);
    const { user } = open();
    await user.paste("Your code is 123 456. It works for 10 minutes.");
    expect(await screen.findByText("signed in")).toBeDefined();
    expect(sent).toEqual([{ code: "123456", expectedEmail: email }]);
  });

  it("asks for missing digits instead of submitting", async () => {
    const sent = answer(apiPaths.verifyEmailCode, signedIn);
    const { user, field, submit } = open();
    await user.type(field, "123");
    await user.click(submit);
    expect(screen.getByRole("textbox", { description: `${codeStep.incomplete} ${codeStep.hint}` })).toBe(
      field,
    );
    expect(document.activeElement).toBe(field);
    expect(field.value).toBe("123");
    await user.keyboard("4");
    expect(field.hasAttribute("aria-invalid")).toBe(false);
    expect(sent).toEqual([]);
  });

  it("goes back from the code to the address", async () => {
    const { user } = open();
    await user.click(screen.getByRole("button", { name: codeStep.changeAddress }));
    expect(screen.getByText("email")).toBeDefined();
  });

  it("has no title in a dialog", async () => {
    answer(apiPaths.verifyEmailCode, signedIn);
    const { user, field } = open({ place: "dialog" });
    expect(screen.queryByRole("heading")).toBeNull();
    expect(screen.getByRole("status").textContent).toBe(codeStep.sentTo(email));
    await user.type(field, "123456");
    expect(await screen.findByText("signed in")).toBeDefined();
  });
});

describe("a pasted text", () => {
  it("takes the place of typed digits if it has a code", async () => {
    const sent = answer(apiPaths.verifyEmailCode, signedIn);
    const { user, field } = open();
    await user.type(field, "12");
    await user.paste("On 29 Nov 2026 at 10:31: 418203 is your code. @localhost #418203");
    expect(await screen.findByText("signed in")).toBeDefined();
    expect(sent).toEqual([{ code: "418203", expectedEmail: email }]);
  });

  it("goes where the caret is if it is a part of a code", async () => {
    const sent = answer(apiPaths.verifyEmailCode, signedIn);
    const { user, field } = open();
    await user.type(field, "418");
    await user.paste("20");
    expect(field.value).toBe("41820");
    await user.paste("3");
    expect(await screen.findByText("signed in")).toBeDefined();
    expect(sent).toEqual([{ code: "418203", expectedEmail: email }]);
  });

  it.each([
    ["two codes", "418203 or 553311?", codeStep.severalCodes(["418203", "553311"])],
    ["no code", "Call +1 415 555 2671", codeStep.noCode],
  ])("with %s is not submitted, and the form says why", async (_, text, words) => {
    const sent = answer(apiPaths.verifyEmailCode, signedIn);
    const { user, field } = open();
    await user.type(field, "12");
    await user.paste(text);
    expect(screen.getByRole("textbox", { description: `${words} ${codeStep.hint}` })).toBe(field);
    expect(document.activeElement).toBe(field);
    expect(field.value).toBe("12");
    await user.keyboard("3");
    expect(field.value).toBe("123");
    expect(field.hasAttribute("aria-invalid")).toBe(false);
    expect(sent).toEqual([]);
  });

  it("replaces a code that waits for its countdown, and typed digits don't change it", async () => {
    stopTheClock();
    const sent = answer(apiPaths.verifyEmailCode, () => buildProblem("too_many_requests", 7), signedIn);
    const { user, field } = open();
    await user.type(field, "111111");
    expect(await screen.findByText(functionFailures.too_many_requests(null, null))).toBeDefined();
    await user.type(field, "2", { initialSelectionStart: 0, initialSelectionEnd: 0 });
    expect(field.value).toBe("111111");
    await user.paste("418203 is your code");
    expect(field.value).toBe("418203");
    expect(sent).toHaveLength(1);
  });
});

describe("digits of other scripts", () => {
  it.each(["٤١٨٢٠٣", "۴۱۸۲۰۳", "४१८२०३", "４１８２０３", "๔๑๘๒๐๓"])(
    "are typed as a code: %s",
    async (typed) => {
      const sent = answer(apiPaths.verifyEmailCode, signedIn);
      const { user, field } = open();
      await user.type(field, typed);
      expect(await screen.findByText("signed in")).toBeDefined();
      expect(sent).toEqual([{ code: "418203", expectedEmail: email }]);
    },
  );

  it("are typed in the pairing code", async () => {
    const sent = answer(apiPaths.verifyEmailCode, signedIn);
    const { user } = open();
    await user.click(screen.getByRole("button", { name: codeStep.openedElsewhere }));
    await user.keyboard("ABCDE-FGH٤१{Enter}");
    expect(await screen.findByText("signed in")).toBeDefined();
    expect(sent).toEqual([{ code: "ABCDEFGH41", expectedEmail: email }]);
  });
});

describe("an input method", () => {
  const composing = { isComposing: true, inputType: "insertCompositionText" };

  it("has its digits checked once, at the end of the composition", async () => {
    const sent = answer(apiPaths.verifyEmailCode, signedIn);
    const { field } = open();
    fireEvent.compositionStart(field);
    for (const value of ["４", "４１８", "４１８２０３"]) {
      fireEvent.input(field, { target: { value }, ...composing });
      expect(field.value).toBe(value);
    }
    fireEvent.keyDown(field, { key: "Enter", isComposing: true });
    expect(sent).toEqual([]);
    fireEvent.compositionEnd(field);
    // Firefox's last input event comes now.
    fireEvent.input(field, { target: { value: "４１８２０３" }, inputType: "insertCompositionText" });
    expect(await screen.findByText("signed in")).toBeDefined();
    expect(sent).toEqual([{ code: "418203", expectedEmail: email }]);
  });

  it("has its digits checked in events of one task, without a render between them", async () => {
    const sent = answer(apiPaths.verifyEmailCode, signedIn);
    const { field } = open();
    const setValue = (value: string) =>
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, value);
    const input = (value: string, init: InputEventInit) => {
      setValue(value);
      field.dispatchEvent(new InputEvent("input", { bubbles: true, ...init }));
    };
    act(() => {
      field.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
      input("４１８２０", composing);
      input("４１８２０３", composing);
      field.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
      input("４１８２０３", { inputType: "insertCompositionText" });
    });
    expect(await screen.findByText("signed in")).toBeDefined();
    expect(sent).toEqual([{ code: "418203", expectedEmail: email }]);
  });

  it("doesn't submit a pairing code by the Enter that ends its composition", async () => {
    const { user } = open();
    await user.click(screen.getByRole("button", { name: codeStep.openedElsewhere }));
    const field = screen.getByRole("textbox", { name: codeStep.pairing.label });
    expect(fireEvent.keyDown(field, { key: "Enter", isComposing: true })).toBe(false);
    expect(fireEvent.keyDown(field, { key: "Enter", keyCode: 229 })).toBe(false);
    expect(fireEvent.keyDown(field, { key: "Enter", keyCode: 13 })).toBe(true);
  });
});

describe("checking a code", () => {
  it("ignores typing and clicks while a code is checked", async () => {
    const sent = answer(apiPaths.verifyEmailCode, silence);
    const { user, field, submit } = open();
    await user.type(field, "123456");
    expect(submit.textContent).toBe(codeStep.busy);
    expect(submit.getAttribute("aria-disabled")).toBe("true");
    expect(field.readOnly).toBe(true);
    for (const name of [codeStep.openedElsewhere, codeStep.changeAddress])
      expect(screen.getByRole<HTMLButtonElement>("button", { name }).disabled).toBe(true);
    await user.keyboard("7{Enter}");
    await user.click(submit);
    await waitFor(() => expect(sent).toEqual([{ code: "123456", expectedEmail: email }]));
  });

  it("says after three seconds that checking is slow", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    answer(apiPaths.verifyEmailCode, silence);
    const { user, field, submit } = open();
    await user.type(field, "123456");
    await advance(slowAfterMs);
    expect(submit.textContent).toBe(codeStep.slow);
  });
});

describe("a refused code", () => {
  it.each([
    ["wrong", "wrong_one_time_code"],
    ["too old", "one_time_code_expired"],
    ["guessed too often", "too_many_attempts"],
    ["of another browser", "no_challenge"],
    ["of a sign-in that another tab replaced", "sign_in_replaced"],
  ] satisfies [string, FailureCode][])(
    "empties the field, says that the code is %s, and accepts another one",
    async (_, failureCode) => {
      const sent = answer(apiPaths.verifyEmailCode, () => buildProblem(failureCode), signedIn);
      const { user, field } = open();
      await user.type(field, "111111");
      const description = `${functionFailures[failureCode](null, null)} ${codeStep.hint}`;
      expect(await screen.findByRole("textbox", { description })).toBe(field);
      expect(field.value).toBe("");
      expect(document.activeElement).toBe(field);
      await user.keyboard("123456");
      expect(await screen.findByText("signed in")).toBeDefined();
      expect(sent).toEqual([
        { code: "111111", expectedEmail: email },
        { code: "123456", expectedEmail: email },
      ]);
    },
  );

  it.each([2, 1, 0])("says how many tries are left: %i", async (attemptsLeft) => {
    answer(apiPaths.verifyEmailCode, () =>
      Response.json(
        {
          type: "about:blank",
          title: "t",
          status: 400,
          code: "wrong_one_time_code",
          reference: "r",
          attemptsLeft,
        },
        { status: failureStatuses.wrong_one_time_code },
      ),
    );
    const { user, field } = open();
    await user.type(field, "111111");
    expect(await screen.findByText(functionFailures.wrong_one_time_code(null, attemptsLeft))).toBeDefined();
  });

  it("keeps the code and submits it after the seconds that the function asks to wait", async () => {
    stopTheClock();
    const sent = answer(apiPaths.verifyEmailCode, () => buildProblem("too_many_requests", 7), signedIn);
    const { user, field, submit } = open();
    await user.type(field, "123456");
    expect(await screen.findByText(functionFailures.too_many_requests(null, null))).toBeDefined();
    expect(submit.textContent).toBe(codeStep.submitIn(7));
    expect(submit.disabled).toBe(true);
    expect(field.value).toBe("123456");
    await user.keyboard("{Enter}");
    await advance(6_000);
    expect(submit.textContent).toBe(codeStep.submitIn(1));
    expect(sent).toHaveLength(1);
    await advance(1_000);
    expect(submit.textContent).toBe(codeStep.submit);
    await user.click(submit);
    expect(await screen.findByText("signed in")).toBeDefined();
    expect(sent).toEqual([
      { code: "123456", expectedEmail: email },
      { code: "123456", expectedEmail: email },
    ]);
  });

  it("doesn't submit at the sixth digit during the countdown", async () => {
    stopTheClock();
    const sent = answer(apiPaths.verifyEmailCode, () => buildProblem("too_many_requests", 7), signedIn);
    const { user, field } = open();
    await user.type(field, "111111");
    expect(await screen.findByText(functionFailures.too_many_requests(null, null))).toBeDefined();
    await user.clear(field);
    await user.type(field, "123456");
    expect(field.readOnly).toBe(false);
    expect(sent).toEqual([{ code: "111111", expectedEmail: email }]);
  });

  it.each([
    ["single sign-on is asked for", "sso_required"],
    ["WorkOS has to ask for more", "continue_with_workos"],
    ["there is no account", "sign_up_not_allowed"],
  ] satisfies [string, FailureCode][])(
    "continues elsewhere after a correct code if %s",
    async (_, failureCode) => {
      answer(apiPaths.verifyEmailCode, () => buildProblem(failureCode));
      const { user, field } = open();
      await user.type(field, "123456");
      expect(await screen.findByText("blocked")).toBeDefined();
    },
  );
});

describe("a failed check of a code", () => {
  it("keeps the code and shows a reference after a server error", async () => {
    answer(apiPaths.verifyEmailCode, () => buildProblem("workos_unreachable"), signedIn);
    const { user, field, submit } = open();
    await user.type(field, "123456");
    expect(await screen.findByText(functionFailures.workos_unreachable(null, null))).toBeDefined();
    expect(screen.getByText(messages.reference("r-1"))).toBeDefined();
    expect(field.hasAttribute("aria-invalid")).toBe(false);
    expect(field.value).toBe("123456");
    await user.click(submit);
    expect(await screen.findByText("signed in")).toBeDefined();
  });

  it("keeps the code after a network failure", async () => {
    answer(apiPaths.verifyEmailCode, offline);
    const { user, field } = open();
    await user.type(field, "123456");
    expect(await screen.findByText(messages.unreachable.network)).toBeDefined();
    expect(field.value).toBe("123456");
  });
});

describe("a failure that isn't about the code", () => {
  const failureCodes: FailureCode[] = ["too_many_requests", "request_timeout", "not_same_origin"];

  it.each(failureCodes)("shows the failure above the field, not at the code: %s", async (failureCode) => {
    answer(apiPaths.verifyEmailCode, () => buildProblem(failureCode));
    const { user, field } = open();
    await user.type(field, "123456");
    const words = await screen.findByText(functionFailures[failureCode](null, null));
    expect(words.closest("[role=alert]")).not.toBeNull();
    expect(field.hasAttribute("aria-invalid")).toBe(false);
    expect(screen.getByRole("textbox", { description: codeStep.hint })).toBe(field);
  });

  it("shows the failure above the field, not at the pairing code", async () => {
    answer(apiPaths.verifyEmailCode, () => buildProblem("too_many_requests"));
    const { user } = open();
    await user.click(screen.getByRole("button", { name: codeStep.openedElsewhere }));
    await user.keyboard("ABCDEFGHJK{Enter}");
    expect(await screen.findByText(functionFailures.too_many_requests(null, null))).toBeDefined();
    const field = screen.getByRole("textbox", { name: codeStep.pairing.label });
    expect(field.hasAttribute("aria-invalid")).toBe(false);
  });

  it.each(failureCodes)("keeps the typed digits after a failed resend: %s", async (failureCode) => {
    stopTheClock();
    answer(apiPaths.sendEmailCode, () => buildProblem(failureCode));
    const { user, field, resend } = open();
    await user.type(field, "123");
    await advance(30_000);
    await user.click(resend);
    expect(await screen.findByText(functionFailures[failureCode](null, null))).toBeDefined();
    expect(field.value).toBe("123");
    expect(field.hasAttribute("aria-invalid")).toBe(false);
  });
});

describe("requesting another code", () => {
  it("sends another code after a countdown of thirty seconds, which then restarts", async () => {
    stopTheClock();
    const sent = answer(apiPaths.sendEmailCode, accepted);
    const { user, resend } = open();
    expect(resend.disabled).toBe(true);
    await advance(1_000);
    expect(resend.textContent).toBe(codeStep.resendIn(29));
    await advance(29_000);
    expect(resend.textContent).toBe(codeStep.resend);
    expect(resend.disabled).toBe(false);
    await user.click(resend);
    expect(await screen.findByText(codeStep.sentAgainTo(email))).toBe(screen.getByRole("status"));
    expect(resend.textContent).toBe(codeStep.resendIn(30));
    expect(sent).toEqual([{ email }]);
  });

  it("ignores digits while another code is sent, because they belong to the old code", async () => {
    stopTheClock();
    answer(apiPaths.sendEmailCode, silence);
    const checked = answer(apiPaths.verifyEmailCode, signedIn);
    const { user, field, resend } = open();
    await advance(30_000);
    await user.click(resend);
    expect(resend.textContent).toBe(codeStep.resending);
    await user.type(field, "123456");
    expect(field.value).toBe("");
    expect(checked).toEqual([]);
  });

  it("sends no other code during the seconds that the function asks to wait", async () => {
    stopTheClock();
    answer(apiPaths.sendEmailCode, () => buildProblem("too_many_requests", 40));
    const { user, resend } = open();
    await advance(30_000);
    await user.click(resend);
    expect(await screen.findByText(functionFailures.too_many_requests(null, null))).toBeDefined();
    expect(resend.textContent).toBe(codeStep.resendIn(40));
    expect(screen.getByRole("status").textContent).toBe(codeStep.sentTo(email));
  });
});

describe("the pairing code of another device", () => {
  const label = codeStep.pairing.label;

  it("accepts the pairing code in lower case and with a dash", async () => {
    const sent = answer(apiPaths.verifyEmailCode, signedIn);
    const { user } = open();
    await user.click(screen.getByRole("button", { name: codeStep.openedElsewhere }));
    const field = screen.getByRole("textbox", { name: label });
    expect(document.activeElement).toBe(field);
    await user.keyboard("abcde-fghjk{Enter}");
    expect(await screen.findByText("signed in")).toBeDefined();
    expect(sent).toEqual([{ code: "ABCDEFGHJK", expectedEmail: email }]);
  });

  it("asks for all ten characters of the pairing code", async () => {
    const { user, submit } = open();
    await user.click(screen.getByRole("button", { name: codeStep.openedElsewhere }));
    await user.keyboard("ABCDE");
    await user.click(submit);
    expect(screen.getByRole("textbox", { name: label, description: codeStep.pairing.incomplete })).toBe(
      document.activeElement,
    );
  });

  it("goes back from the pairing code to the typed digits", async () => {
    const { user, field } = open();
    await user.type(field, "123");
    await user.click(screen.getByRole("button", { name: codeStep.openedElsewhere }));
    expect(screen.queryByRole("textbox", { name: codeStep.oneTimeCode })).toBeNull();
    await user.click(screen.getByRole("button", { name: codeStep.pairing.digitsInstead }));
    const back = screen.getByRole<HTMLInputElement>("textbox", { name: codeStep.oneTimeCode });
    expect(back.value).toBe("123");
    expect(document.activeElement).toBe(back);
  });

  it("mentions no other device if mails have no link", () => {
    open({ mayHoldLink: false });
    expect(screen.queryByRole("button", { name: codeStep.openedElsewhere })).toBeNull();
    expect(screen.getByText(codeStep.notArrived)).toBeDefined();
  });
});
