import { render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router-dom";
import { describe, expect, it } from "vitest";

import { HelpContext } from "./help.tsx";
import { Reference } from "./reference.tsx";

describe("Reference", () => {
  it("leads to what is known of it, where there is such a page", () => {
    const help = { label: "Help", to: "/help", buildReferencePath: (text: string) => `/help#${text.length}` };
    render(
      <MemoryRouter>
        <HelpContext value={help}>
          <Reference>Reference ref-7f3k</Reference>
        </HelpContext>
      </MemoryRouter>,
    );
    expect(screen.getByRole("link", { name: "Reference ref-7f3k" }).getAttribute("href")).toBe("/help#18");
  });

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
