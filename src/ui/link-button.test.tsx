import { render, screen } from "@testing-library/react";
import { MemoryRouter, useLocation } from "react-router-dom";
import { describe, expect, it } from "vitest";

import { LinkButton } from "./link-button.tsx";
import { setUpUser } from "./testing/user.ts";

function Place() {
  return <output>{useLocation().pathname}</output>;
}

describe("LinkButton", () => {
  it("goes to its page without loading the app anew", async () => {
    render(
      <MemoryRouter initialEntries={["/"]}>
        <LinkButton look="primary" to="/dashboard">
          On
        </LinkButton>
        <Place />
      </MemoryRouter>,
    );
    await setUpUser().click(screen.getByRole("link", { name: "On" }));
    expect(screen.getByRole("status").textContent).toBe("/dashboard");
  });

  it("opens a tab that has no hold on this one, and leaves this page where it is", async () => {
    render(
      <MemoryRouter initialEntries={["/"]}>
        <LinkButton look="primary" to="/login?return_to=%2F" target="_blank">
          On
        </LinkButton>
        <Place />
      </MemoryRouter>,
    );
    const link = screen.getByRole("link", { name: "On" });
    expect(link.getAttribute("href")).toBe("/login?return_to=%2F");
    expect(link.getAttribute("target")).toBe("_blank");
    expect(link.getAttribute("rel")).toBe("noopener");
    await setUpUser().click(link);
    expect(screen.getByRole("status").textContent).toBe("/");
  });
});
