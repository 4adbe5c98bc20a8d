import { render, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { Notice } from "./notice.tsx";

describe("Notice", () => {
  it("shows title, words, reference and action in this order, all of it announced when it is a problem", () => {
    render(
      <Notice tone="problem" title="Not saved" reference="Reference 7f3a" action={<button>Again</button>}>
        The answer didn't come.
      </Notice>,
    );
    const alert = screen.getByRole("alert");
    const paragraphs = within(alert).getAllByRole("paragraph");
    expect(paragraphs.map(({ textContent }) => textContent)).toEqual([
      "Not saved",
      "The answer didn't come.",
      "Reference 7f3a",
    ]);
    within(alert).getByRole("button", { name: "Again" });
    expect(alert.textContent).toBe("Not savedThe answer didn't come.Reference 7f3aAgain");
  });

  it("has its words alone when nothing else is given, and interrupts nobody with information", () => {
    render(
      <>
        <Notice tone="info" id="note">
          Words
        </Notice>
        <button aria-describedby="note">On</button>
      </>,
    );
    screen.getByRole("button", { name: "On", description: "Words" });
    expect(screen.getAllByRole("paragraph").map(({ textContent }) => textContent)).toEqual(["Words"]);
    expect(screen.queryByRole("alert")).toBeNull();
    expect(screen.queryByRole("status")).toBeNull();
  });
});
