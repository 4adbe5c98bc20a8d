import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { Dialog } from "./dialog.tsx";
import { installNativeDialog } from "./testing/native-dialog.ts";
import { setUpUser } from "./testing/user.ts";

beforeAll(installNativeDialog);
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function Page({ isAsking, hasField = false }: { isAsking: boolean; hasField?: boolean }) {
  return (
    <>
      <button>Open</button>
      {isAsking && (
        <Dialog title="Sign in again">
          <a href="/login">In a new tab</a>
          <input aria-label="Code" autoFocus={hasField} />
          <button>Later</button>
        </Dialog>
      )}
    </>
  );
}

const getTitle = () => screen.getByRole("heading", { level: 2, name: "Sign in again" });
const getLater = () => screen.getByRole("button", { name: "Later" });

/** Lets the `close` events come that are under way. */
const settle = () => act(() => void vi.runAllTimers());

async function openOver(hasField: boolean) {
  const { rerender } = render(<Page isAsking={false} />);
  await setUpUser().click(screen.getByRole("button", { name: "Open" }));
  rerender(<Page isAsking hasField={hasField} />);
  settle();
  return { rerender, dialog: screen.getByRole<HTMLDialogElement>("dialog", { name: "Sign in again" }) };
}

describe("Dialog", () => {
  it("opens as it comes, named by its title", async () => {
    const { dialog } = await openOver(false);
    expect(dialog.open).toBe(true);
    expect(dialog.getAttribute("aria-labelledby")).toBe(getTitle().id);
    expect(dialog.contains(getTitle())).toBe(true);
  });

  it("gives the focus to its title", async () => {
    await openOver(false);
    expect(document.activeElement).toBe(getTitle());
  });

  it("leaves the focus to a field that asks for it", async () => {
    await openOver(true);
    expect(document.activeElement).toBe(screen.getByLabelText("Code"));
  });

  it("stays open on Escape", async () => {
    const { dialog } = await openOver(false);
    expect(dialog.getAttribute("closedby")).toBe("none");
    // The browser's answer to Escape, which jsdom doesn't give.
    expect(fireEvent(dialog, new Event("cancel", { cancelable: true }))).toBe(false);
  });

  it("opens again when the browser closes it all the same, with the focus where it was inside", async () => {
    const { dialog } = await openOver(true);
    act(() => getLater().focus());
    dialog.close();
    expect(dialog.open).toBe(false);
    settle();
    expect(dialog.open).toBe(true);
    expect(document.activeElement).toBe(getLater());
  });

  it("gives the focus to its title when it opens again and what had it inside is gone", async () => {
    const { dialog } = await openOver(true);
    const later = getLater();
    act(() => later.focus());
    dialog.close();
    later.setAttribute("disabled", "");
    settle();
    expect(document.activeElement).toBe(getTitle());
  });

  it("gives the focus back when it goes, and doesn't open again", async () => {
    const { dialog, rerender } = await openOver(true);
    rerender(<Page isAsking={false} />);
    settle();
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Open" }));
    expect(screen.queryByRole("dialog", { hidden: true })).toBeNull();
    expect(dialog.open).toBe(false);
  });
});
