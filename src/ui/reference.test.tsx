// @vitest-environment jsdom
import { describe, expect, it } from "vitest";

import { Reference } from "./reference.tsx";
import { render } from "./testing/render.ts";

describe("Reference", () => {
  it.each(["Reference ref-7f3k", "Reference access_denied · 2026-11-21 11:02:28 UTC"])(
    "can be copied as it was given: %s",
    (words) => {
      const { container } = render(<Reference>{words}</Reference>);
      expect(container.querySelector("p")?.textContent).toBe(words);
    },
  );

  it("has an element for each part, so that no part is broken while there is room for it", () => {
    const { container } = render(<Reference>{"Reference timeout · 2026-11-21 11:02:28 UTC"}</Reference>);
    expect([...container.querySelectorAll("span")].map(({ textContent }) => textContent)).toEqual([
      "Reference timeout",
      "2026-11-21 11:02:28 UTC",
    ]);
  });
});
