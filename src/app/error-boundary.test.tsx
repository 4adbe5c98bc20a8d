import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";

import { readFlight } from "../config/flight-recorder.ts";
import { messages } from "../config/messages.ts";
import { paths } from "../config/paths.ts";
import { renderInSession } from "../pages/testing/render-in-session.tsx";
import { setUpUser } from "../ui/testing/user.ts";
import { ErrorBoundary } from "./error-boundary.tsx";

function Broken({ reason }: { reason: unknown }): never {
  throw reason;
}

/** Opens a page that throws this while it renders. */
function openBroken(reason: unknown) {
  // React reports what a boundary has caught.
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  return renderInSession(
    <ErrorBoundary>
      <p>Beside it</p>
      <Broken reason={reason} />
    </ErrorBoundary>,
  );
}

describe("ErrorBoundary", () => {
  it("shows a page that renders", () => {
    renderInSession(
      <ErrorBoundary>
        <p>The page</p>
      </ErrorBoundary>,
    );
    expect(screen.getByText("The page")).toBeDefined();
    expect(screen.queryByRole("heading")).toBeNull();
  });

  it("explains in the place of a page that broke, and says what an administrator can use", async () => {
    openBroken(new Error("the row has no name"));
    expect(screen.getByRole("heading", { level: 1, name: messages.crash.title })).toBeDefined();
    expect(screen.getByText(messages.crash.text)).toBeDefined();
    expect(screen.getByRole("alert").textContent).toContain("the row has no name");
    expect(screen.queryByText("Beside it")).toBeNull();
    const help = screen.getByRole("link", { name: messages.help });
    expect(help.getAttribute("href")).toBe(paths.doctor);
    const shown = screen.getByText(/^Reference/).closest("p")?.textContent ?? "";
    // React may render twice, and the second may change in between.
    await waitFor(() =>
      expect(readFlight().some(({ reference }) => reference !== null && shown.includes(reference))).toBe(
        true,
      ),
    );
    await waitFor(() => expect(document.title).toBe(messages.pageTitle(messages.crash.title)));
  });

  it("tells what a page has thrown although it isn't an error", () => {
    openBroken("out of paper");
    expect(screen.getByRole("alert").textContent).toContain("out of paper");
  });

  it("loads the broken page anew on a click", async () => {
    const { left } = openBroken(new Error("the row has no name"));
    await setUpUser().click(screen.getByRole("button", { name: messages.crash.reload }));
    expect(left).toEqual(["reload"]);
  });
});
