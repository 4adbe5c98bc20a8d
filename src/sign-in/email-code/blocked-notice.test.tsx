import { render, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";

import { messages } from "../../config/messages.ts";
import { setUpUser } from "../../ui/testing/user.ts";
import { type BlockedReason, type SignInEvent } from "./sign-in-state.ts";
import { BlockedNotice } from "./blocked-notice.tsx";

const email = "ada@example.com";
const { blocked, codeStep } = messages;

const never = () => Promise.reject(new Error("Nothing is called here"));

function open(reason: BlockedReason, place: "page" | "dialog" = "page") {
  const dispatch = vi.fn<(event: SignInEvent) => void>();
  const onLeave = vi.fn<() => void>();
  render(
    <BlockedNotice
      state={{ step: "blocked", attempt: 1, email, reason, organizationId: null }}
      calls={{ dispatch, send: never, verify: never, continueSignIn: never }}
      place={place}
      renderWorkosWay={(label) => <button onClick={onLeave}>{label}</button>}
    />,
  );
  return { user: setUpUser(), dispatch, onLeave };
}

describe("BlockedNotice", () => {
  it.each(["sso", "workos"] as const)(
    "says why a correct code isn't enough, and continues through WorkOS: %s",
    async (reason) => {
      const { user, onLeave } = open(reason);
      const { title, text, way } = blocked[reason];
      const heading = screen.getByRole("heading", { level: 1, name: title });
      expect(document.activeElement).toBe(heading);
      expect(document.title).toBe(messages.pageTitle(title));
      expect(screen.getByText(text(email))).toBeDefined();
      await user.click(screen.getByRole("button", { name: way }));
      expect(onLeave).toHaveBeenCalledOnce();
    },
  );

  it("offers only another address if there is no account", () => {
    open("invitation");
    expect(screen.getByRole("heading", { name: blocked.invitation.title })).toBeDefined();
    expect(screen.getByText(blocked.invitation.text(email))).toBeDefined();
    expect(screen.getAllByRole("button").map(({ textContent }) => textContent)).toEqual([
      codeStep.changeAddress,
    ]);
  });

  it.each(["sso", "workos", "invitation"] as const)("leads to another address: %s", async (reason) => {
    const { user, dispatch, onLeave } = open(reason);
    await user.click(screen.getByRole("button", { name: codeStep.changeAddress }));
    expect(dispatch.mock.calls).toEqual([[{ type: "addressChangeAsked" }]]);
    expect(onLeave).not.toHaveBeenCalled();
  });

  it("has no title in a dialog and focuses the text", () => {
    open("sso", "dialog");
    expect(screen.queryByRole("heading")).toBeNull();
    expect(document.activeElement).toBe(screen.getByText(blocked.sso.text(email)));
  });
});
