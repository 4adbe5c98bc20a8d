import { render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";

import { messages } from "../../config/messages.ts";
import { setUpUser } from "../../ui/testing/user.ts";
import { RedirectButton } from "./redirect-button.tsx";
import { type RedirectState, idleRedirect } from "./redirect-state.ts";
import { slowAfterMs } from "../slow-after.ts";
import { advance } from "../testing/fake-function.ts";

const { signIn, blocked, onlyWorkos } = messages;
const label = blocked.sso.way;

afterEach(() => vi.useRealTimers());

function open(state: RedirectState = idleRedirect, isWorkosConfigured = true) {
  const start = vi.fn<() => void>();
  const redirect = { state, start, cancel: () => undefined, stopLoop: () => undefined };
  render(
    <RedirectButton redirect={redirect} isWorkosConfigured={isWorkosConfigured}>
      {label}
    </RedirectButton>,
  );
  return { user: setUpUser(), start, button: screen.getByRole<HTMLButtonElement>("button") };
}

describe("RedirectButton", () => {
  it("redirects to AuthKit on a click, and shows no problem before", async () => {
    const { user, start, button } = open();
    expect(button.textContent).toBe(label);
    expect(screen.queryByRole("alert")).toBeNull();
    expect(button.hasAttribute("aria-describedby")).toBe(false);
    await user.click(button);
    expect(start).toHaveBeenCalledOnce();
  });

  it("is busy during the redirect to AuthKit, and says so when that is slow", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { user, start, button } = open({ kind: "redirecting", attempt: 1 });
    expect(button.textContent).toBe(signIn.withWorkosBusy);
    await user.click(button);
    expect(start).not.toHaveBeenCalled();
    await advance(slowAfterMs);
    expect(button.textContent).toBe(signIn.workosSlow);
  });

  it.each<[string, RedirectState, string]>([
    [
      "can't be reached",
      { kind: "unreachable", attempt: 1, isAnswerToClick: true },
      signIn.workosUnreachable,
    ],
    ["doesn't answer", { kind: "stalled", attempt: 1 }, signIn.workosStalled],
    ["finds no storage", { kind: "failed", attempt: 1, reason: "storageBlocked" }, onlyWorkos.storageBlocked],
    ["can't be started", { kind: "failed", attempt: 1, reason: "other" }, onlyWorkos.couldNotStart],
  ])(
    "says that WorkOS %s without mentioning email codes, and can be clicked again",
    async (_, state, words) => {
      const { user, start, button } = open(state);
      expect(screen.getByRole("alert").textContent).toBe(words);
      expect(words).not.toContain("email code");
      await user.click(button);
      expect(start).toHaveBeenCalledOnce();
    },
  );

  it("is disabled and says why if WorkOS isn't configured", () => {
    const { button } = open(idleRedirect, false);
    expect(button.disabled).toBe(true);
    expect(screen.getByRole("alert").textContent).toBe(signIn.notConfigured);
    expect(screen.getByRole("button", { name: label, description: signIn.notConfigured })).toBe(button);
  });
});
