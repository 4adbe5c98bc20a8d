import { render, screen, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";

import { Banner } from "./banner.tsx";
import { setUpUser } from "./testing/user.ts";

describe("Banner", () => {
  it("is a named region with its words and its one action", async () => {
    const onSelect = vi.fn<() => void>();
    render(
      <Banner tone="warning" label="Impersonation" action={{ label: "Stop", onSelect }}>
        You are <b>Ada</b>
      </Banner>,
    );
    const banner = within(screen.getByRole("region", { name: "Impersonation" }));
    expect(banner.getByRole("paragraph").textContent).toBe("You are Ada");
    await setUpUser().click(banner.getByRole("button", { name: "Stop" }));
    expect(onSelect).toHaveBeenCalledTimes(1);
  });

  it.each([null, undefined])("has no button when the action is %s", (action) => {
    render(
      <Banner tone="info" label="News" {...(action === null && { action })}>
        Words
      </Banner>,
    );
    expect(screen.getByRole("region", { name: "News" }).textContent).toBe("Words");
    expect(screen.queryByRole("button")).toBeNull();
  });
});
