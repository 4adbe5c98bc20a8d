import { render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { messages } from "../../config/messages.ts";
import { magicLinkPaths } from "../../function/features/magic-link/contract.ts";
import { type FailureCode } from "../../contract/failure.ts";
import { requireReturnTo, type ReturnTo } from "../../contract/return-to.ts";
import { offline, serveFunction, silence } from "../../mocks/testing/serve-function.ts";
import { setUpUser } from "../../ui/testing/user.ts";
import { magicLinkMessages } from "./messages.ts";
import { MagicLinkPanel } from "./panel.tsx";
import { slowAfterMs } from "../slow-after.ts";
import { advance, buildProblem } from "../testing/fake-function.ts";

const { emailStep, functionFailures } = messages;
const { sent: words } = magicLinkMessages;
const email = "ada@example.com";
const accepted = () => Response.json({ expiresInSeconds: 900, resendAfterSeconds: 30 }, { status: 202 });
const { answer } = serveFunction();

beforeEach(() => {
  // The seconds of the countdowns stand still, however busy the machine is.
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
  sessionStorage.clear();
  localStorage.clear();
});

function open(returnTo: ReturnTo | null = null) {
  const onBack = vi.fn<() => void>();
  render(<MagicLinkPanel email="" returnTo={returnTo} onBack={onBack} />);
  const user = setUpUser();
  return {
    user,
    onBack,
    field: screen.getByRole<HTMLInputElement>("textbox", { name: emailStep.email }),
    submit: getButton(magicLinkMessages.emailStep.submit),
  };
}

/** The panel after the function has accepted a request for a link. */
async function openSent() {
  const opened = open();
  await opened.user.type(opened.field, `${email}{Enter}`);
  return {
    ...opened,
    resend: await screen.findByRole<HTMLButtonElement>("button", { name: words.resendIn(30) }),
  };
}

const getButton = (name: string) => screen.getByRole<HTMLButtonElement>("button", { name });

/** Fakes the seconds of the countdowns; the function answers in real time. */
function stopTheClock() {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
}

describe("MagicLinkPanel requesting a link", () => {
  it("asks for the address and says where to open the link", async () => {
    const sent = answer(magicLinkPaths.send, accepted);
    const { user, field } = open(requireReturnTo("/members?page=2"));
    expect(document.activeElement).toBe(field);
    expect(screen.getByText(magicLinkMessages.emailStep.lead)).toBeDefined();
    expect(document.title).toBe(messages.pageTitle(magicLinkMessages.emailStep.title));
    await user.type(field, `${email}{Enter}`);
    expect((await screen.findByRole("status")).textContent).toBe(words.sentTo(email));
    expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1, name: words.title }));
    expect(screen.getByText(words.usedUp)).toBeDefined();
    expect(sent).toEqual([{ email, returnTo: "/members?page=2" }]);
  });

  it.each([
    ["nothing", "", emailStep.missing],
    ["an invalid address", "ada@", emailStep.invalid],
  ])("sends nothing for %s and says so", async (_, typed, description) => {
    const sent = answer(magicLinkPaths.send, accepted);
    const { user, field, submit } = open();
    if (typed !== "") await user.type(field, typed);
    await user.click(submit);
    expect(screen.getByRole("textbox", { name: emailStep.email, description })).toBe(field);
    expect(sent).toEqual([]);
  });

  it("goes back from the address to the method choice", async () => {
    const { user, onBack } = open();
    await user.click(getButton(messages.back));
    expect(onBack).toHaveBeenCalledOnce();
  });

  it("requests a link once even if clicked twice", async () => {
    const sent = answer(magicLinkPaths.send, silence);
    const { user, field, submit } = open();
    await user.type(field, `${email}{Enter}`);
    expect(submit.textContent).toBe(emailStep.busy);
    await user.click(submit);
    await waitFor(() => expect(sent).toEqual([{ email }]));
  });

  it.each([
    ["workos_unreachable", magicLinkMessages.failures.workos_unreachable],
    ["not_found", magicLinkMessages.failures.not_found],
    ["codes_paused", magicLinkMessages.failures.codes_paused],
    ["not_configured", magicLinkMessages.failures.not_configured],
    ["internal", functionFailures.internal(null, null)],
  ] satisfies [FailureCode, string][])(
    "mentions links instead of codes after a failed send: %s",
    async (failureCode, failure) => {
      answer(magicLinkPaths.send, () => buildProblem(failureCode), accepted);
      const { user, field } = open();
      await user.type(field, `${email}{Enter}`);
      expect(await screen.findByText(failure)).toBeDefined();
      await user.keyboard("{Enter}");
      expect((await screen.findByRole("status")).textContent).toBe(words.sentTo(email));
    },
  );

  it("sends a link after the seconds that the function asks to wait", async () => {
    stopTheClock();
    answer(magicLinkPaths.send, () => buildProblem("too_many_requests", 20), accepted);
    const { user, field, submit } = open();
    await user.type(field, `${email}{Enter}`);
    expect(await screen.findByText(functionFailures.too_many_requests(null, null))).toBeDefined();
    expect(submit.textContent).toBe(magicLinkMessages.emailStep.submitIn(20));
    expect(submit.disabled).toBe(true);
    await advance(20_000);
    expect(submit.textContent).toBe(magicLinkMessages.emailStep.submit);
    await user.click(submit);
    expect((await screen.findByRole("status")).textContent).toBe(words.sentTo(email));
  });
});

describe("MagicLinkPanel after a link was sent", () => {
  it("sends another link after a countdown of thirty seconds, which then restarts", async () => {
    stopTheClock();
    const sent = answer(magicLinkPaths.send, accepted);
    const { user, resend } = await openSent();
    expect(resend.disabled).toBe(true);
    await advance(1_000);
    expect(resend.textContent).toBe(words.resendIn(29));
    await advance(29_000);
    expect(resend.textContent).toBe(words.resend);
    await user.click(resend);
    expect(await screen.findByText(words.sentAgainTo(email))).toBe(screen.getByRole("status"));
    expect(resend.textContent).toBe(words.resendIn(30));
    expect(sent).toEqual([{ email }, { email }]);
  });

  it("still shows the first link after another one failed", async () => {
    stopTheClock();
    answer(magicLinkPaths.send, accepted, offline);
    const { user, resend } = await openSent();
    await advance(30_000);
    await user.click(resend);
    expect((await screen.findByRole("alert")).textContent).toBe(messages.unreachable.network);
    expect(screen.getByRole("status").textContent).toBe(words.sentTo(email));
    expect(resend.disabled).toBe(false);
  });

  it("shows a reference after a server error", async () => {
    stopTheClock();
    answer(magicLinkPaths.send, accepted, () => buildProblem("workos_unreachable"));
    const { user, resend } = await openSent();
    await advance(30_000);
    await user.click(resend);
    expect(await screen.findByText(magicLinkMessages.failures.workos_unreachable)).toBeDefined();
    expect(screen.getByText(messages.reference("r-1"))).toBeDefined();
  });

  it("shows the seconds until another link on the button only", async () => {
    stopTheClock();
    answer(magicLinkPaths.send, accepted, () => buildProblem("too_many_requests", 40));
    const { user, resend } = await openSent();
    await advance(30_000);
    await user.click(resend);
    expect((await screen.findByRole("alert")).textContent).toBe(
      functionFailures.too_many_requests(null, null),
    );
    expect(resend.textContent).toBe(words.resendIn(40));
  });

  it("requests another link once, and says after three seconds that it is slow", async () => {
    stopTheClock();
    const sent = answer(magicLinkPaths.send, accepted, silence);
    const { user, resend } = await openSent();
    await advance(30_000);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    await user.click(resend);
    expect(resend.textContent).toBe(emailStep.busy);
    await user.click(resend);
    await advance(slowAfterMs);
    expect(resend.textContent).toBe(emailStep.slow);
    await waitFor(() => expect(sent).toHaveLength(2));
  });

  it("goes back from the sent link to its address", async () => {
    answer(magicLinkPaths.send, accepted);
    const { user } = await openSent();
    await user.click(getButton(words.changeAddress));
    expect(screen.getByRole<HTMLInputElement>("textbox", { name: emailStep.email }).value).toBe(email);
  });

  it("goes back from the sent link to the method choice", async () => {
    answer(magicLinkPaths.send, accepted);
    const { user, onBack } = await openSent();
    await user.click(getButton(words.anotherWay));
    expect(onBack).toHaveBeenCalledOnce();
  });
});
