import { render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router-dom";
import { describe, expect, it } from "vitest";

import { Banner } from "./banner.tsx";
import { ConsoleLayout } from "./console-layout.tsx";
import { setUpUser } from "./testing/user.ts";

describe("ConsoleLayout", () => {
  it("lets Tab reach the skip link before anything else, a banner's button included", async () => {
    render(
      <MemoryRouter>
        <ConsoleLayout
          product="Portico"
          skipLabel="Skip to content"
          navigationLabel="Console"
          links={[{ label: "Dashboard", to: "/dashboard" }]}
          menu={<button type="button">Menu</button>}
          banner={
            <Banner
              tone="warning"
              label="Impersonation"
              action={{ label: "Stop", onSelect: () => undefined }}
            >
              Words
            </Banner>
          }
        >
          <button type="button">In the page</button>
        </ConsoleLayout>
      </MemoryRouter>,
    );
    const user = setUpUser();
    const inTabOrder: unknown[] = [];
    await user.tab();
    while (document.activeElement !== document.body && inTabOrder.length < 10) {
      inTabOrder.push(document.activeElement?.textContent);
      await user.tab();
    }
    expect(inTabOrder).toEqual(["Skip to content", "Stop", "Dashboard", "Menu", "In the page"]);
    expect(screen.getByRole("link", { name: "Skip to content" }).getAttribute("href")).toBe(
      `#${screen.getByRole("main").id}`,
    );
  });
});
