import { render, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";

import { messages } from "../../config/messages.ts";
import { apiPaths } from "../../contract/api-paths.ts";
import { type FailureCode } from "../../contract/failure.ts";
import { functionCallTimeoutMs } from "../../contract/function-call.ts";
import { offline, serveFunction, silence } from "../../mocks/testing/serve-function.ts";
import { setUpUser } from "../../ui/testing/user.ts";
import { EmailCodeSteps } from "./steps.tsx";
import { methodStep, reduceSignIn } from "./sign-in-state.ts";
import { slowAfterMs } from "../slow-after.ts";
import { advance, buildProblem } from "../testing/fake-function.ts";
import { useEmailCode } from "./use-email-code.ts";

const { emailStep } = messages;
const email = "ada@example.com";
const accepted = () => Response.json({ expiresInSeconds: 600, resendAfterSeconds: 30 });
const atEmailStep = reduceSignIn(methodStep, { type: "emailCodeChosen", email: "" });
const { answer } = serveFunction();

afterEach(() => {
  vi.useRealTimers();
  sessionStorage.clear();
});

/** The form, or the name of the next step. */
function Step({ place }: { place: "page" | "dialog" }) {
  const [state, calls] = useEmailCode(() => undefined, null, atEmailStep);
  if (state.step !== "email") return <p>{state.step}</p>;
  return <EmailCodeSteps state={state} calls={calls} place={place} renderWorkosWay={() => null} />;
}

function open(place: "page" | "dialog" = "page") {
  render(<Step place={place} />);
  return {
    user: setUpUser(),
    field: screen.getByRole<HTMLInputElement>("textbox", { name: emailStep.email }),
    submit: screen.getByRole<HTMLButtonElement>("button", { name: emailStep.submit }),
  };
}

describe("the address step of an email code", () => {
  it("focuses the address field and announces a code", () => {
    const { field } = open();
    expect(document.activeElement).toBe(field);
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe(emailStep.title);
    expect(screen.getByText(emailStep.lead)).toBeDefined();
    expect(document.title).toBe(messages.pageTitle(emailStep.title));
  });

  it.each(["Enter", "a click"])("sends the typed address with %s and continues to the code", async (way) => {
    const sent = answer(apiPaths.sendEmailCode, accepted);
    const { user, field, submit } = open();
    await user.type(field, email);
    await (way === "Enter" ? user.keyboard("{Enter}") : user.click(submit));
    expect(await screen.findByText("oneTimeCode")).toBeDefined();
    expect(sent).toEqual([{ email }]);
  });

  it.each([
    ["nothing", "", emailStep.missing],
    ["an invalid address", "ada@", emailStep.invalid],
  ])("sends nothing for %s and says so until something else is typed", async (_, typed, words) => {
    const sent = answer(apiPaths.sendEmailCode, accepted);
    const { user, field, submit } = open();
    if (typed !== "") await user.type(field, typed);
    await user.click(submit);
    expect(screen.getByRole("textbox", { name: emailStep.email, description: words })).toBe(field);
    expect(field.getAttribute("aria-invalid")).toBe("true");
    expect(document.activeElement).toBe(field);
    await user.keyboard("x");
    expect(field.hasAttribute("aria-invalid")).toBe(false);
    expect(screen.queryByText(words)).toBeNull();
    expect(sent).toEqual([]);
  });

  it("goes back to the method choice", async () => {
    const { user } = open();
    await user.click(screen.getByRole("button", { name: messages.back }));
    expect(screen.getByText("method")).toBeDefined();
  });

  it("has neither a title nor a Back button in a dialog", async () => {
    answer(apiPaths.sendEmailCode, accepted);
    const { user, field } = open("dialog");
    expect(screen.queryByRole("heading")).toBeNull();
    expect(screen.queryByRole("button", { name: messages.back })).toBeNull();
    await user.type(field, `${email}{Enter}`);
    expect(await screen.findByText("oneTimeCode")).toBeDefined();
  });
});

describe("requesting a code", () => {
  it("requests a code once and locks the address meanwhile", async () => {
    const sent = answer(apiPaths.sendEmailCode, silence);
    const { user, field, submit } = open();
    await user.type(field, `${email}{Enter}`);
    expect(submit.textContent).toBe(emailStep.busy);
    expect(submit.getAttribute("aria-disabled")).toBe("true");
    await user.keyboard("x{Enter}");
    await user.click(submit);
    expect(field.value).toBe(email);
    await waitFor(() => expect(sent).toEqual([{ email }]));
  });

  it("says after three seconds that sending is slow, and stops after eight", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    answer(apiPaths.sendEmailCode, silence);
    const { user, field, submit } = open();
    await user.type(field, `${email}{Enter}`);
    await advance(slowAfterMs);
    expect(submit.textContent).toBe(emailStep.slow);
    await advance(functionCallTimeoutMs - slowAfterMs);
    expect(await screen.findByText(messages.unreachable.timeout)).toBeDefined();
    expect(submit.textContent).toBe(emailStep.submit);
  });
});

describe("a failed request for a code", () => {
  it("sends again after the seconds that the function asks to wait", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
    const sent = answer(apiPaths.sendEmailCode, () => buildProblem("too_many_requests", 20), accepted);
    const { user, field, submit } = open();
    await user.type(field, `${email}{Enter}`);
    expect(await screen.findByText(messages.functionFailures.too_many_requests(null, null))).toBeDefined();
    expect(submit.textContent).toBe(emailStep.submitIn(20));
    expect(submit.disabled).toBe(true);
    await advance(1_000);
    expect(submit.textContent).toBe(emailStep.submitIn(19));
    await user.type(field, "{Enter}");
    expect(sent).toHaveLength(1);
    await advance(19_000);
    expect(submit.disabled).toBe(false);
    await user.click(submit);
    expect(await screen.findByText("oneTimeCode")).toBeDefined();
    expect(sent).toEqual([{ email }, { email }]);
  });

  it.each<FailureCode>(["too_many_requests", "codes_paused", "mail_unreachable"])(
    "shows the seconds on the button only, so that no other number contradicts it: %s",
    async (failureCode) => {
      vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
      answer(apiPaths.sendEmailCode, () => buildProblem(failureCode, 20));
      const { user, field, submit } = open();
      await user.type(field, `${email}{Enter}`);
      const words = messages.functionFailures[failureCode](null, null);
      const notice = await screen.findByText(words);
      expect(submit.textContent).toBe(emailStep.submitIn(20));
      await advance(5_000);
      expect(submit.textContent).toBe(emailStep.submitIn(15));
      expect(notice.textContent).toBe(words);
    },
  );

  it("shows at the field that the function refuses the address", async () => {
    answer(apiPaths.sendEmailCode, () => buildProblem("invalid_email"));
    const { user, field } = open();
    await user.type(field, `${email}{Enter}`);
    expect(
      await screen.findByRole("textbox", { name: emailStep.email, description: emailStep.invalid }),
    ).toBe(field);
  });

  it("shows a reference after a server error and keeps the typed address", async () => {
    answer(apiPaths.sendEmailCode, () => buildProblem("mail_unreachable"));
    const { user, field } = open();
    await user.type(field, `${email}{Enter}`);
    expect(await screen.findByText(messages.functionFailures.mail_unreachable(null, null))).toBeDefined();
    expect(screen.getByText(messages.reference("r-1"))).toBeDefined();
    expect(field.value).toBe(email);
    expect(field.hasAttribute("aria-invalid")).toBe(false);
  });

  it.each([
    ["the network fails", offline, messages.unreachable.network],
    ["something else answers", () => new Response("<h1>Hotel</h1>"), messages.unreachable.foreignAnswer],
  ])("says that the server is unreachable if %s, and sends on the next try", async (_, fault, words) => {
    answer(apiPaths.sendEmailCode, fault, accepted);
    const { user, field } = open();
    await user.type(field, `${email}{Enter}`);
    expect(await screen.findByText(words)).toBeDefined();
    await user.keyboard("{Enter}");
    expect(await screen.findByText("oneTimeCode")).toBeDefined();
  });
});
