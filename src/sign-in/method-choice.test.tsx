// @vitest-environment jsdom
import { render, screen } from "@testing-library/react";
import { type ComponentProps } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";

import { messages } from "../config/messages.ts";
import { setUpUser } from "../ui/testing/user.ts";
import { type DepartureState, idleDeparture } from "./departure-state.ts";
import { MethodChoice } from "./method-choice.tsx";
import { slowAfterMs } from "./slow-after.ts";
import { advance } from "./testing/fake-function.ts";

const { signIn } = messages;
const unreachable = { kind: "unreachable", attempt: 0, isAnswerToClick: false } as const;
const stalled = { kind: "stalled", attempt: 1 } as const;

afterEach(() => vi.useRealTimers());

type Options = Partial<ComponentProps<typeof MethodChoice>> & { state?: DepartureState };

function open({ state = idleDeparture, ...others }: Options = {}) {
  const leave = vi.fn<() => void>();
  const onEmailCode = vi.fn<() => void>();
  const build = (state: DepartureState) => (
    <MethodChoice
      notice={null}
      isWorkosConfigured
      departure={{ state, leave, stay: () => undefined, stopLoop: () => undefined }}
      emailCode="available"
      areCookiesBlocked={false}
      lastMethod={null}
      onEmailCode={onEmailCode}
      onMagicLink={null}
      {...others}
    />
  );
  const { rerender } = render(build(state));
  return { user: setUpUser(), leave, onEmailCode, become: (next: DepartureState) => rerender(build(next)) };
}

const getButton = (name: string, description?: string) =>
  screen.getByRole<HTMLButtonElement>("button", { name, ...(description !== undefined && { description }) });
const listButtons = () => screen.getAllByRole("button").map(({ textContent }) => textContent);
const listProblems = () => screen.queryAllByRole("alert").map(({ textContent }) => textContent);

describe("the choice of a way in", () => {
  it("has WorkOS first and the email code second, and nothing to complain of", () => {
    open();
    expect(listButtons()).toEqual([signIn.withWorkos, signIn.withEmailCode]);
    expect(listProblems()).toEqual([]);
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe(signIn.title);
    expect(document.title).toBe(messages.pageTitle(signIn.title));
  });

  it("leads to the way that is pressed", async () => {
    const { user, leave, onEmailCode } = open();
    await user.click(getButton(signIn.withWorkos));
    expect(leave).toHaveBeenCalledOnce();
    expect(onEmailCode).not.toHaveBeenCalled();
    await user.click(getButton(signIn.withEmailCode));
    expect(onEmailCode).toHaveBeenCalledOnce();
    expect(leave).toHaveBeenCalledOnce();
  });

  it("has a sign-in link too where one is offered", async () => {
    const onMagicLink = vi.fn<() => void>();
    const { user } = open({ onMagicLink });
    expect(listButtons()).toEqual([signIn.withWorkos, signIn.withEmailCode, signIn.withMagicLink]);
    await user.click(getButton(signIn.withMagicLink));
    expect(onMagicLink).toHaveBeenCalledOnce();
  });

  it.each([
    ["workos", signIn.withWorkos, signIn.withEmailCode],
    ["email-code", signIn.withEmailCode, signIn.withWorkos],
  ] as const)("marks the way that was used last, and no other: %s", (lastMethod, used, other) => {
    open({ lastMethod });
    expect(getButton(used, signIn.lastUsed)).toBeDefined();
    expect(getButton(other).hasAttribute("aria-describedby")).toBe(false);
  });

  it("says why the person is here", () => {
    open({ notice: messages.functionFailures.session_ended(null, null) });
    expect(screen.getByText(messages.functionFailures.session_ended(null, null))).toBeDefined();
    expect(listProblems()).toEqual([]);
  });
});

describe("WorkOS that can't be reached", () => {
  it.each<[string, DepartureState, string]>([
    ["unreachable", unreachable, signIn.workosUnreachable],
    ["silent", stalled, signIn.workosStalled],
  ])("puts the email code first when it is %s, and can be tried again", async (_, state, words) => {
    const { user, leave } = open({ state });
    expect(listButtons()).toEqual([signIn.withEmailCode, signIn.workosAgain]);
    expect(listProblems()).toEqual([`${words} ${signIn.emailStillWorks}`]);
    await user.click(getButton(signIn.workosAgain));
    expect(leave).toHaveBeenCalledOnce();
  });

  it("keeps its place, and promises nothing, where the email code doesn't work either", () => {
    open({ state: unreachable, emailCode: "unavailable" });
    expect(listButtons()).toEqual([signIn.workosAgain, signIn.withEmailCode]);
    expect(listProblems()).toEqual([signIn.workosUnreachable]);
    expect(getButton(signIn.withEmailCode, signIn.emailUnavailable).disabled).toBe(true);
  });

  it.each<[string, DepartureState]>([
    ["found no way", { ...unreachable, isAnswerToClick: true }],
    ["came to nothing", stalled],
  ])("leads the focus of a click that %s to the email code", async (_, state) => {
    const { user, become } = open();
    await user.click(getButton(signIn.withWorkos));
    become(state);
    expect(document.activeElement).toBe(getButton(signIn.withEmailCode));
  });

  it("takes the focus from nothing where the page found it out by itself", () => {
    const { become } = open();
    getButton(signIn.withWorkos).focus();
    become(unreachable);
    expect(document.activeElement).not.toBe(getButton(signIn.withEmailCode));
  });
});

describe("leaving for WorkOS", () => {
  it("is said, and said to take long after three seconds", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { user, leave } = open({ state: { kind: "leaving", attempt: 1 } });
    const button = getButton(signIn.withWorkosBusy);
    expect(button.getAttribute("aria-disabled")).toBe("true");
    await user.click(button);
    expect(leave).not.toHaveBeenCalled();
    await advance(slowAfterMs);
    expect(button.textContent).toBe(signIn.workosSlow);
  });

  it("leaves the email code to be chosen instead", async () => {
    const { user, onEmailCode } = open({ state: { kind: "leaving", attempt: 1 } });
    await user.click(getButton(signIn.withEmailCode));
    expect(onEmailCode).toHaveBeenCalledOnce();
  });

  it.each([
    ["the browser keeps no data", "storageBlocked", signIn.storageBlocked],
    ["something else is wrong", "other", signIn.couldNotStart],
  ] as const)("fails where %s, and both ways stay where they are", (_, reason, words) => {
    open({ state: { kind: "failed", attempt: 1, reason } });
    expect(listProblems()).toEqual([words]);
    expect(listButtons()).toEqual([signIn.withWorkos, signIn.withEmailCode]);
  });
});

describe("a way in that doesn't work", () => {
  it("is WorkOS where it isn't configured; its button says why, and what does work", () => {
    open({ isWorkosConfigured: false });
    const description = `${signIn.notConfigured} ${signIn.emailStillWorks}`;
    expect(getButton(signIn.withWorkos, description).disabled).toBe(true);
    expect(getButton(signIn.withEmailCode).disabled).toBe(false);
  });

  it("may be both, and then neither button speaks of the other", () => {
    open({ isWorkosConfigured: false, emailCode: "not_configured" });
    expect(getButton(signIn.withWorkos, signIn.notConfigured).disabled).toBe(true);
    expect(getButton(signIn.withEmailCode, signIn.emailNotConfigured).disabled).toBe(true);
  });

  it.each([
    ["unavailable", signIn.emailUnavailable],
    ["unreachable", signIn.emailUnreachable],
    ["not_configured", signIn.emailNotConfigured],
  ] as const)("is the email code that is %s; its button says why, and what does work", (emailCode, words) => {
    open({ emailCode });
    expect(getButton(signIn.withEmailCode, `${words} ${signIn.workosStillWorks}`).disabled).toBe(true);
    expect(getButton(signIn.withWorkos).disabled).toBe(false);
  });

  it("isn't the email code before it is known to be one", () => {
    open({ emailCode: "unknown" });
    expect(getButton(signIn.withEmailCode).disabled).toBe(false);
  });

  it("is every one without cookies, until they are allowed and the page is loaded again", async () => {
    const reload = vi.fn<() => void>();
    vi.stubGlobal("location", { reload });
    const { user } = open({ areCookiesBlocked: true, onMagicLink: () => undefined });
    for (const name of [signIn.withWorkos, signIn.withEmailCode, signIn.withMagicLink])
      expect(getButton(name).disabled).toBe(true);
    expect(screen.getByRole("alert").textContent).toContain(signIn.cookiesBlocked);
    await user.click(getButton(signIn.reload));
    expect(reload).toHaveBeenCalledOnce();
  });
});
