// @vitest-environment jsdom
import { describe, expect, it } from "vitest";

import { Notice } from "./notice.tsx";
import { queryOne } from "./testing/query.ts";
import { render } from "./testing/render.ts";

describe("Notice", () => {
  it("shows title, words, reference and action in this order, all of it announced when it is a problem", () => {
    const { container } = render(
      <Notice tone="problem" title="Not saved" reference="Reference 7f3a" action={<button>Again</button>}>
        The answer didn't come.
      </Notice>,
    );
    const alert = queryOne(container, "[role=alert]");
    expect([...alert.querySelectorAll("p, button")].map((part) => part.textContent)).toEqual([
      "Not saved",
      "The answer didn't come.",
      "Reference 7f3a",
      "Again",
    ]);
  });

  it("has its words alone when nothing else is given, and interrupts nobody with information", () => {
    const { container } = render(
      <Notice tone="info" id="note">
        Words
      </Notice>,
    );
    const notice = queryOne(container, "#note");
    expect(notice.hasAttribute("role")).toBe(false);
    expect(notice.querySelectorAll("p")).toHaveLength(1);
    expect(notice.textContent).toBe("Words");
  });
});
