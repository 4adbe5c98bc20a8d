// @vitest-environment jsdom
import { act } from "react";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { Dialog } from "./dialog.tsx";
import { installNativeDialog } from "./testing/native-dialog.ts";
import { queryOne } from "./testing/query.ts";
import { render } from "./testing/render.ts";

beforeAll(installNativeDialog);
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function Page({ isAsking, hasField = false }: { isAsking: boolean; hasField?: boolean }) {
  return (
    <>
      <button id="opener">Open</button>
      {isAsking && (
        <Dialog title="Sign in again">
          <a href="/login">In a new tab</a>
          {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label */}
          <input autoFocus={hasField} />
          <button id="later">Later</button>
        </Dialog>
      )}
    </>
  );
}

/** Lets the `close` events come that are under way. */
const settle = () => act(() => void vi.runAllTimers());

function openOver(hasField: boolean) {
  const page = render(<Page isAsking={false} />);
  queryOne(page.container, "#opener").focus();
  page.update(<Page isAsking hasField={hasField} />);
  settle();
  const dialog = page.container.querySelector("dialog");
  if (dialog === null) throw new Error("No dialog was rendered");
  return { ...page, dialog };
}

describe("Dialog", () => {
  it("opens as it comes, named by its title", () => {
    const { dialog } = openOver(false);
    expect(dialog.open).toBe(true);
    const title = queryOne(dialog, "h2");
    expect(title.textContent).toBe("Sign in again");
    expect(dialog.getAttribute("aria-labelledby")).toBe(title.id);
    expect(title.id).not.toBe("");
  });

  it("gives the focus to its title", () => {
    const { dialog } = openOver(false);
    expect(document.activeElement).toBe(queryOne(dialog, "h2"));
  });

  it("leaves the focus to a field that asks for it", () => {
    const { dialog } = openOver(true);
    expect(document.activeElement).toBe(queryOne(dialog, "input"));
  });

  it("stays open on Escape", () => {
    const { dialog } = openOver(false);
    expect(dialog.getAttribute("closedby")).toBe("none");
    expect(dialog.dispatchEvent(new Event("cancel", { cancelable: true }))).toBe(false);
  });

  it("opens again when the browser closes it all the same, with the focus where it was inside", () => {
    const { dialog } = openOver(true);
    queryOne(dialog, "#later").focus();
    dialog.close();
    expect(dialog.open).toBe(false);
    settle();
    expect(dialog.open).toBe(true);
    expect(document.activeElement).toBe(queryOne(dialog, "#later"));
  });

  it("gives the focus to its title when it opens again and what had it inside is gone", () => {
    const { dialog } = openOver(true);
    queryOne(dialog, "#later").focus();
    dialog.close();
    queryOne(dialog, "#later").setAttribute("disabled", "");
    settle();
    expect(document.activeElement).toBe(queryOne(dialog, "h2"));
  });

  it("gives the focus back when it goes, and doesn't open again", () => {
    const { container, dialog, update } = openOver(true);
    update(<Page isAsking={false} />);
    settle();
    expect(document.activeElement).toBe(queryOne(container, "#opener"));
    expect(dialog.open).toBe(false);
  });
});
