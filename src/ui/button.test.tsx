import { render, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";

import { Button } from "./button.tsx";
import { setUpUser } from "./testing/user.ts";

describe("Button", () => {
  it("is named by its label alone and described by its badge", () => {
    render(
      <Button look="primary" badge="Last used">
        Continue
      </Button>,
    );
    const button = screen.getByRole("button", { name: "Continue", description: "Last used" });
    // The name leaves out what is hidden from readers; the words on the button are all that is in it.
    expect(button.textContent).toBe("Continue");
    expect(screen.getAllByText("Last used")).toHaveLength(1);
  });

  it("keeps the description it is given beside the badge's", () => {
    render(
      <>
        <p id="note">Not set up yet</p>
        <Button look="primary" badge="Last used" aria-describedby="note">
          Continue
        </Button>
      </>,
    );
    screen.getByRole("button", { name: "Continue", description: "Not set up yet Last used" });
    expect(screen.getAllByRole("button")).toHaveLength(1);
  });

  it("has no description without a badge or a note", () => {
    render(<Button look="primary">Continue</Button>);
    const button = screen.getByRole("button", { name: "Continue", description: "" });
    // A description that points nowhere is empty as well.
    expect(button.hasAttribute("aria-describedby")).toBe(false);
  });

  it("stays the same element, focus and all, when a badge comes", async () => {
    const { rerender } = render(<Button look="primary">Continue</Button>);
    const button = screen.getByRole("button", { name: "Continue" });
    await setUpUser().tab();
    rerender(
      <Button look="primary" badge="Last used">
        Continue
      </Button>,
    );
    expect(screen.getByRole("button", { name: "Continue", description: "Last used" })).toBe(button);
    expect(document.activeElement).toBe(button);
  });

  it("submits no form unless it is told to", async () => {
    const onSubmit = vi.fn<(event: { preventDefault: () => void }) => void>((event) =>
      event.preventDefault(),
    );
    const onReset = vi.fn<() => void>();
    const form = (type?: "submit") => (
      <form onSubmit={onSubmit} onReset={onReset}>
        <Button look="primary" {...(type !== undefined && { type })}>
          Continue
        </Button>
      </form>
    );
    const { rerender } = render(form());
    const user = setUpUser();
    await user.click(screen.getByRole("button", { name: "Continue" }));
    expect(onSubmit).not.toHaveBeenCalled();
    expect(onReset).not.toHaveBeenCalled();
    rerender(form("submit"));
    await user.click(screen.getByRole("button", { name: "Continue" }));
    expect(onSubmit).toHaveBeenCalledTimes(1);
  });

  it("while busy says what it does, takes no click, and can still have the focus", async () => {
    const onClick = vi.fn<() => void>();
    const { rerender } = render(
      <Button look="primary" busyLabel="Leaving" onClick={onClick}>
        Continue
      </Button>,
    );
    const user = setUpUser();
    const button = screen.getByRole("button", { name: "Continue" });
    await user.click(button);
    expect(onClick).toHaveBeenCalledTimes(1);
    expect(button.hasAttribute("aria-disabled")).toBe(false);
    rerender(
      <Button look="primary" isBusy busyLabel="Leaving" onClick={onClick}>
        Continue
      </Button>,
    );
    expect(screen.getByRole("button", { name: "Leaving" })).toBe(button);
    expect(document.activeElement).toBe(button);
    expect(button.getAttribute("aria-disabled")).toBe("true");
    await user.click(button);
    await user.keyboard("{Enter}");
    expect(onClick).toHaveBeenCalledTimes(1);
    button.blur();
    await user.tab();
    expect(document.activeElement).toBe(button);
  });

  it("while busy submits no form", async () => {
    const onSubmit = vi.fn<(event: { preventDefault: () => void }) => void>((event) =>
      event.preventDefault(),
    );
    const form = (isBusy: boolean) => (
      <form onSubmit={onSubmit}>
        <Button look="primary" type="submit" isBusy={isBusy}>
          Send
        </Button>
      </form>
    );
    const { rerender } = render(form(true));
    const user = setUpUser();
    await user.click(screen.getByRole("button", { name: "Send" }));
    expect(onSubmit).not.toHaveBeenCalled();
    rerender(form(false));
    await user.click(screen.getByRole("button", { name: "Send" }));
    expect(onSubmit).toHaveBeenCalledTimes(1);
  });
});
