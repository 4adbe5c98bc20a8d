import { render, screen } from "@testing-library/react";
import { type ComponentProps } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";

import { messages } from "../config/messages.ts";
import { setUpUser } from "../ui/testing/user.ts";
import { type RedirectState, idleRedirect } from "./authkit/redirect-state.ts";
import { MethodChoice } from "./method-choice.tsx";
import { slowAfterMs } from "./slow-after.ts";
import { advance } from "./testing/fake-function.ts";

const { signIn } = messages;
const unreachable = { kind: "unreachable", attempt: 0, isAnswerToClick: false } as const;
const stalled = { kind: "stalled", attempt: 1 } as const;

afterEach(() => vi.useRealTimers());

type Options = Partial<ComponentProps<typeof MethodChoice>> & { state?: RedirectState };

function open({ state = idleRedirect, ...others }: Options = {}) {
  const start = vi.fn<() => void>();
  const onEmailCode = vi.fn<() => void>();
  const build = (state: RedirectState) => (
    <MethodChoice
      notices={[]}
      isWorkosConfigured
      redirect={{ state, start, cancel: () => undefined, stopLoop: () => undefined }}
      emailCode="available"
      areCookiesBlocked={false}
      lastMethod={null}
      onEmailCode={onEmailCode}
      others={[]}
      {...others}
    />
  );
  const { rerender } = render(build(state));
  return { user: setUpUser(), start, onEmailCode, become: (next: RedirectState) => rerender(build(next)) };
}

const getButton = (name: string, description?: string) =>
  screen.getByRole<HTMLButtonElement>("button", { name, ...(description !== undefined && { description }) });
const listButtons = () => screen.getAllByRole("button").map(({ textContent }) => textContent);
const listProblems = () => screen.queryAllByRole("alert").map(({ textContent }) => textContent);

describe("MethodChoice", () => {
  it("names the address where WorkOS works on a page of plain HTTP, and still offers the email code", () => {
    vi.stubGlobal("crypto", {});
    open();
    const words = signIn.insecureAddress("http://localhost:3000", true);
    expect(getButton(signIn.withWorkos, words).disabled).toBe(true);
    expect(getButton(signIn.withEmailCode).disabled).toBe(false);
  });

  it("offers WorkOS first and the email code second", () => {
    open();
    expect(listButtons()).toEqual([signIn.withWorkos, signIn.withEmailCode]);
    expect(listProblems()).toEqual([]);
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe(signIn.title);
    expect(document.title).toBe(messages.pageTitle(signIn.title));
  });

  it("starts the way that is clicked", async () => {
    const { user, start, onEmailCode } = open();
    await user.click(getButton(signIn.withWorkos));
    expect(start).toHaveBeenCalledOnce();
    expect(onEmailCode).not.toHaveBeenCalled();
    await user.click(getButton(signIn.withEmailCode));
    expect(onEmailCode).toHaveBeenCalledOnce();
    expect(start).toHaveBeenCalledOnce();
  });

  it("offers the other ways below the first two", async () => {
    const onChoose = vi.fn<() => void>();
    const { user } = open({ others: [{ label: "Use a passkey", onChoose }] });
    expect(listButtons()).toEqual([signIn.withWorkos, signIn.withEmailCode, "Use a passkey"]);
    await user.click(getButton("Use a passkey"));
    expect(onChoose).toHaveBeenCalledOnce();
  });

  it.each([
    ["workos", signIn.withWorkos, signIn.withEmailCode],
    ["email-code", signIn.withEmailCode, signIn.withWorkos],
  ] as const)("marks only the way that was used last: %s", (lastMethod, used, other) => {
    open({ lastMethod });
    expect(getButton(used, signIn.lastUsed)).toBeDefined();
    expect(getButton(other).hasAttribute("aria-describedby")).toBe(false);
  });

  it("shows why the sign-in page was opened", () => {
    open({ notices: [messages.functionFailures.session_ended(null, null)] });
    expect(screen.getByText(messages.functionFailures.session_ended(null, null))).toBeDefined();
    expect(listProblems()).toEqual([]);
  });
});

describe("MethodChoice with an unreachable WorkOS", () => {
  it.each<[string, RedirectState, string]>([
    ["unreachable", unreachable, signIn.workosUnreachable],
    ["silent", stalled, signIn.workosStalled],
  ])("puts the email code first if WorkOS is %s, and offers to try WorkOS again", async (_, state, words) => {
    const { user, start } = open({ state });
    expect(listButtons()).toEqual([signIn.withEmailCode, signIn.workosAgain]);
    expect(listProblems()).toEqual([`${words} ${signIn.emailStillWorks}`]);
    await user.click(getButton(signIn.workosAgain));
    expect(start).toHaveBeenCalledOnce();
  });

  it("keeps WorkOS first and recommends nothing if neither way works", () => {
    open({ state: unreachable, emailCode: "unavailable" });
    expect(listButtons()).toEqual([signIn.workosAgain, signIn.withEmailCode]);
    expect(listProblems()).toEqual([signIn.workosUnreachable]);
    expect(getButton(signIn.withEmailCode, signIn.emailUnavailable).disabled).toBe(true);
  });

  it.each<[string, RedirectState]>([
    ["found it unreachable", { ...unreachable, isAnswerToClick: true }],
    ["got no answer", stalled],
  ])("moves the focus to the email code after a click on WorkOS %s", async (_, state) => {
    const { user, become } = open();
    await user.click(getButton(signIn.withWorkos));
    become(state);
    expect(document.activeElement).toBe(getButton(signIn.withEmailCode));
  });

  it("doesn't move the focus if WorkOS was found unreachable without a click", () => {
    const { become } = open();
    getButton(signIn.withWorkos).focus();
    become(unreachable);
    expect(document.activeElement).not.toBe(getButton(signIn.withEmailCode));
  });
});

describe("MethodChoice during the redirect to AuthKit", () => {
  it("shows a busy button during the redirect, and says after three seconds that it is slow", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { user, start } = open({ state: { kind: "redirecting", attempt: 1 } });
    const button = getButton(signIn.withWorkosBusy);
    expect(button.getAttribute("aria-disabled")).toBe("true");
    await user.click(button);
    expect(start).not.toHaveBeenCalled();
    await advance(slowAfterMs);
    expect(button.textContent).toBe(signIn.workosSlow);
  });

  it("offers the email code during the redirect", async () => {
    const { user, onEmailCode } = open({ state: { kind: "redirecting", attempt: 1 } });
    await user.click(getButton(signIn.withEmailCode));
    expect(onEmailCode).toHaveBeenCalledOnce();
  });

  it.each([
    ["the browser keeps no data", "storageBlocked", signIn.storageBlocked],
    ["the address is plain HTTP", "insecurePage", signIn.insecureAddress("http://localhost:3000", true)],
    ["something else is wrong", "other", signIn.couldNotStart],
  ] as const)(
    "says that the redirect can't start if %s, and doesn't reorder the ways",
    (_, reason, words) => {
      open({ state: { kind: "failed", attempt: 1, reason } });
      expect(listProblems()).toEqual([words]);
      expect(listButtons()).toEqual([signIn.withWorkos, signIn.withEmailCode]);
    },
  );
});

describe("MethodChoice with a way that doesn't work", () => {
  it("disables WorkOS if it isn't configured, and says what works", () => {
    open({ isWorkosConfigured: false });
    const description = `${signIn.notConfigured} ${signIn.emailStillWorks}`;
    expect(getButton(signIn.withWorkos, description).disabled).toBe(true);
    expect(getButton(signIn.withEmailCode).disabled).toBe(false);
  });

  it("recommends nothing if neither way is set up", () => {
    open({ isWorkosConfigured: false, emailCode: "not_configured" });
    expect(getButton(signIn.withWorkos, signIn.notConfigured).disabled).toBe(true);
    expect(getButton(signIn.withEmailCode, signIn.emailNotConfigured).disabled).toBe(true);
  });

  it.each([
    ["unavailable", signIn.emailUnavailable],
    ["unreachable", signIn.emailUnreachable],
    ["not_configured", signIn.emailNotConfigured],
  ] as const)("disables an email code that is %s, and says what works", (emailCode, words) => {
    open({ emailCode });
    expect(getButton(signIn.withEmailCode, `${words} ${signIn.workosStillWorks}`).disabled).toBe(true);
    expect(getButton(signIn.withWorkos).disabled).toBe(false);
  });

  it("offers the email code before the function has answered", () => {
    open({ emailCode: "unknown" });
    expect(getButton(signIn.withEmailCode).disabled).toBe(false);
  });

  it("disables every way without cookies, and offers to reload", async () => {
    const reload = vi.fn<() => void>();
    vi.stubGlobal("location", { reload });
    const { user } = open({
      areCookiesBlocked: true,
      others: [{ label: "Use a passkey", onChoose: () => undefined }],
    });
    for (const name of [signIn.withWorkos, signIn.withEmailCode, "Use a passkey"])
      expect(getButton(name).disabled).toBe(true);
    expect(screen.getByRole("alert").textContent).toContain(signIn.cookiesBlocked);
    await user.click(getButton(signIn.reload));
    expect(reload).toHaveBeenCalledOnce();
  });
});
