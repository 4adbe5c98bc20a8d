// @vitest-environment jsdom
import { act } from "react";
import { MemoryRouter, useLocation } from "react-router-dom";
import { describe, expect, it } from "vitest";

import { LinkButton } from "./link-button.tsx";
import { queryOne } from "./testing/query.ts";
import { render } from "./testing/render.ts";

function Place() {
  return <output>{useLocation().pathname}</output>;
}

describe("LinkButton", () => {
  it("goes to its page without loading the app anew", () => {
    const { container } = render(
      <MemoryRouter initialEntries={["/"]}>
        <LinkButton look="primary" to="/dashboard">
          On
        </LinkButton>
        <Place />
      </MemoryRouter>,
    );
    act(() => queryOne(container, "a").click());
    expect(queryOne(container, "output").textContent).toBe("/dashboard");
  });

  it("opens a tab that has no hold on this one, and leaves this page where it is", () => {
    const { container } = render(
      <MemoryRouter initialEntries={["/"]}>
        <LinkButton look="primary" to="/login?return_to=%2F" target="_blank">
          On
        </LinkButton>
        <Place />
      </MemoryRouter>,
    );
    const link = queryOne(container, "a");
    expect(link.getAttribute("href")).toBe("/login?return_to=%2F");
    expect(link.getAttribute("target")).toBe("_blank");
    expect(link.getAttribute("rel")).toBe("noopener");
    act(() => link.click());
    expect(queryOne(container, "output").textContent).toBe("/");
  });
});
