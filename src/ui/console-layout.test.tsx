// @vitest-environment jsdom
import { MemoryRouter } from "react-router-dom";
import { describe, expect, it } from "vitest";

import { Banner } from "./banner.tsx";
import { ConsoleLayout } from "./console-layout.tsx";
import { render } from "./testing/render.ts";

describe("ConsoleLayout", () => {
  it("lets Tab reach the skip link before anything else, a banner's button included", () => {
    const { container } = render(
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
    const inTabOrder = [...container.querySelectorAll("a, button")].map(({ textContent }) => textContent);
    expect(inTabOrder).toEqual(["Skip to content", "Stop", "Dashboard", "Menu", "In the page"]);
    expect(container.querySelector("a")?.getAttribute("href")).toBe(
      `#${container.querySelector("main")?.id}`,
    );
  });
});
