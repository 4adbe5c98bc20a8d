// @vitest-environment jsdom
import { act } from "react";
import { describe, expect, it, vi } from "vitest";

import { Banner } from "./banner.tsx";
import { queryOne } from "./testing/query.ts";
import { render } from "./testing/render.ts";

describe("Banner", () => {
  it("is a named region with its words and its one action", () => {
    const onSelect = vi.fn<() => void>();
    const { container } = render(
      <Banner tone="warning" label="Impersonation" action={{ label: "Stop", onSelect }}>
        You are <b>Ada</b>
      </Banner>,
    );
    const banner = queryOne(container, "section[aria-label=Impersonation]");
    expect(queryOne(banner, "p").textContent).toBe("You are Ada");
    const button = queryOne(banner, "button");
    expect(button.textContent).toBe("Stop");
    act(() => button.click());
    expect(onSelect).toHaveBeenCalledTimes(1);
  });

  it.each([null, undefined])("has no button when the action is %s", (action) => {
    const { container } = render(
      <Banner tone="info" label="News" {...(action === null && { action })}>
        Words
      </Banner>,
    );
    expect(container.querySelector("button")).toBeNull();
  });
});
