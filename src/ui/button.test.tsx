// @vitest-environment jsdom
import { act } from "react";
import { describe, expect, it, vi } from "vitest";

import { Button } from "./button.tsx";
import { queryOne, readDescription } from "./testing/query.ts";
import { render } from "./testing/render.ts";

const click = (button: HTMLElement) => act(() => button.click());

describe("Button", () => {
  it("is named by its label alone and described by its badge", () => {
    const { container } = render(
      <Button look="primary" badge="Last used">
        Continue
      </Button>,
    );
    const button = queryOne(container, "button");
    expect(button.textContent).toBe("Continue");
    expect(button.hasAttribute("aria-labelledby")).toBe(false);
    expect(readDescription(button)).toEqual(["Last used"]);
    expect(container.textContent).toBe("ContinueLast used");
  });

  it("keeps the description it is given beside the badge's", () => {
    const { container } = render(
      <>
        <p id="note">Not set up yet</p>
        <Button look="primary" badge="Last used" aria-describedby="note">
          Continue
        </Button>
      </>,
    );
    expect(readDescription(queryOne(container, "button"))).toEqual(["Not set up yet", "Last used"]);
  });

  it("has no description without a badge or a note", () => {
    const { container } = render(<Button look="primary">Continue</Button>);
    expect(queryOne(container, "button").hasAttribute("aria-describedby")).toBe(false);
  });

  it("stays the same element, focus and all, when a badge comes", () => {
    const { container, update } = render(<Button look="primary">Continue</Button>);
    const button = queryOne(container, "button");
    button.focus();
    update(
      <Button look="primary" badge="Last used">
        Continue
      </Button>,
    );
    expect(queryOne(container, "button")).toBe(button);
    expect(document.activeElement).toBe(button);
  });

  it("submits no form unless it is told to", () => {
    const { container, update } = render(<Button look="primary">Continue</Button>);
    expect(queryOne(container, "button").getAttribute("type")).toBe("button");
    update(
      <Button look="primary" type="submit">
        Continue
      </Button>,
    );
    expect(queryOne(container, "button").getAttribute("type")).toBe("submit");
  });

  it("while busy says what it does, takes no click, and can still have the focus", () => {
    const onClick = vi.fn<() => void>();
    const { container, update } = render(
      <Button look="primary" busyLabel="Leaving" onClick={onClick}>
        Continue
      </Button>,
    );
    const button = queryOne(container, "button");
    click(button);
    expect(onClick).toHaveBeenCalledTimes(1);
    expect(button.hasAttribute("aria-disabled")).toBe(false);
    update(
      <Button look="primary" isBusy busyLabel="Leaving" onClick={onClick}>
        Continue
      </Button>,
    );
    click(button);
    expect(onClick).toHaveBeenCalledTimes(1);
    expect(button.textContent).toBe("Leaving");
    expect(button.getAttribute("aria-disabled")).toBe("true");
    expect(button.hasAttribute("disabled")).toBe(false);
  });

  it("while busy submits no form", () => {
    const onSubmit = vi.fn<(event: { preventDefault: () => void }) => void>((event) =>
      event.preventDefault(),
    );
    const form = (isBusy: boolean) => (
      <form onSubmit={onSubmit}>
        <Button look="primary" type="submit" isBusy={isBusy}>
          Send
        </Button>
      </form>
    );
    const { container, update } = render(form(true));
    click(queryOne(container, "button"));
    expect(onSubmit).not.toHaveBeenCalled();
    update(form(false));
    click(queryOne(container, "button"));
    expect(onSubmit).toHaveBeenCalledTimes(1);
  });
});
