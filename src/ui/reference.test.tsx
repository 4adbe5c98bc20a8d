import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { Reference } from "./reference.tsx";

describe("Reference", () => {
  it.each(["Reference ref-7f3k", "Reference access_denied · 2026-11-21 11:02:28 UTC"])(
    "can be copied as it was given: %s",
    (words) => {
      render(<Reference>{words}</Reference>);
      expect(screen.getByRole("paragraph").textContent).toBe(words);
    },
  );

  it("has an element for each part, so that no part is broken while there is room for it", () => {
    render(<Reference>{"Reference timeout · 2026-11-21 11:02:28 UTC"}</Reference>);
    // Each finds only an element with these words and no others.
    const first = screen.getByText("Reference timeout");
    const second = screen.getByText("2026-11-21 11:02:28 UTC");
    expect([...screen.getByRole("paragraph").children]).toEqual([first, second]);
  });
});
