import { act, render, screen } from "@testing-library/react";
import { StrictMode } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { commonMessages } from "../config/messages/common.ts";
import { setUpUser } from "../ui/testing/user.ts";
import { MissingPart } from "./missing-part.tsx";

const { missingPart } = commonMessages;
const error = new Error("Failed to fetch dynamically imported module: /assets/members-page.js");
const reload = vi.fn<() => void>();
let isOnline: boolean;

beforeEach(() => {
  document.body.replaceChildren();
  sessionStorage.clear();
  reload.mockReset();
  isOnline = true;
  vi.stubGlobal("location", { reload });
  vi.spyOn(navigator, "onLine", "get").mockImplementation(() => isOnline);
});

function open(kind: "page" | "part") {
  const retry = vi.fn<() => void>();
  const { unmount } = render(
    <StrictMode>
      <MissingPart kind={kind} error={error} retry={retry} />
    </StrictMode>,
  );
  return { retry, unmount };
}
const goOnline = (next: boolean) =>
  act(async () => {
    isOnline = next;
    window.dispatchEvent(new Event(next ? "online" : "offline"));
  });

describe("a page whose code couldn't be loaded", () => {
  it("reloads the document once, because a deploy may have taken the file away", async () => {
    open("page").unmount();
    expect(reload).toHaveBeenCalledOnce();
    open("page");
    expect(reload).toHaveBeenCalledOnce();
    expect(screen.getByRole("heading").textContent).toBe(missingPart.title);
    await setUpUser().click(screen.getByRole("button", { name: missingPart.reload }));
    expect(reload).toHaveBeenCalledTimes(2);
  });

  it("says that one is offline, doesn't reload, and goes on when the network is back", async () => {
    isOnline = false;
    const { retry } = open("page");
    expect(screen.getByRole("heading").textContent).toBe(missingPart.offlineTitle);
    expect(screen.queryByRole("button", { name: missingPart.reload })).toBeNull();
    expect(reload).not.toHaveBeenCalled();
    expect(retry).not.toHaveBeenCalled();
    await goOnline(true);
    expect(retry).toHaveBeenCalledOnce();
  });

  it("says so where the browser forbids storage: it could reload for ever", () => {
    vi.spyOn(Storage.prototype, "getItem").mockImplementation(() => {
      throw new Error("SecurityError");
    });
    open("page");
    expect(reload).not.toHaveBeenCalled();
    expect(screen.getByRole("alert").textContent).toBe(missingPart.text);
  });
});

describe("a part whose code couldn't be loaded", () => {
  it("never reloads by itself, because something may have been entered in the page", async () => {
    const { retry } = open("part");
    expect(reload).not.toHaveBeenCalled();
    expect(screen.getByRole("alert").textContent).toContain(missingPart.title);
    await setUpUser().click(screen.getByRole("button", { name: missingPart.again }));
    expect(retry).toHaveBeenCalledOnce();
    await setUpUser().click(screen.getByRole("button", { name: missingPart.reloadPart }));
    expect(reload).toHaveBeenCalledOnce();
  });
});
