import { fireEvent, render, screen, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";

import { Menu, type MenuChoice } from "./menu.tsx";
import { setUpUser } from "./testing/user.ts";

type Options = {
  choices?: { label: string; items: MenuChoice[] };
  onAccount?: () => void;
  onSignOut?: () => void;
};

const doNothing = () => undefined;

function renderMenu({ choices, onAccount = doNothing, onSignOut = doNothing }: Options = {}) {
  render(
    <>
      <Menu
        label="Account menu"
        button="GH"
        header={<p>grace@example.com</p>}
        {...(choices !== undefined && { choices })}
        items={[
          { label: "Account", onSelect: onAccount },
          { label: "Sign out", onSelect: onSignOut },
        ]}
      />
      <button>Elsewhere</button>
    </>,
  );
  return setUpUser();
}

async function openMenu(options?: Options) {
  const user = renderMenu(options);
  await user.click(getTrigger());
  return user;
}

function buildOrganizations(chosen: string): Options {
  const items = ["Lovelace Ltd", "Hopper Inc"].map((label) => ({
    label,
    isChosen: label === chosen,
    onSelect: vi.fn<() => void>(),
  }));
  return { choices: { label: "Organizations", items } };
}

const getTrigger = () => screen.getByRole("button", { name: "Account menu" });
const getElsewhere = () => screen.getByRole("button", { name: "Elsewhere" });
const getItem = (name: string) => screen.getByRole("menuitem", { name });
const queryMenu = () => screen.queryByRole("menu");
const readFocused = () => document.activeElement?.textContent;

describe("Menu", () => {
  it("is closed at first, behind a button that says it opens a menu", () => {
    renderMenu();
    const trigger = screen.getByRole("button", { name: "Account menu", expanded: false });
    expect(trigger.getAttribute("aria-haspopup")).toBe("menu");
    expect(trigger.hasAttribute("aria-controls")).toBe(false);
    expect(queryMenu()).toBeNull();
    expect(screen.queryByText("grace@example.com")).toBeNull();
  });

  it("opens on a click, with its name, its items and the focus on the first of them", async () => {
    await openMenu();
    const menu = screen.getByRole("menu", { name: "Account menu" });
    const items = within(menu).getAllByRole("menuitem");
    expect(items.map(({ textContent }) => textContent)).toEqual(["Account", "Sign out"]);
    expect(document.activeElement).toBe(getItem("Account"));
    const trigger = screen.getByRole("button", { name: "Account menu", expanded: true });
    expect(trigger.getAttribute("aria-controls")).toBe(menu.id);
  });

  it.each(["{Enter}", " ", "{ArrowDown}"])(
    "opens on the key %o with the focus on the first item",
    async (key) => {
      const user = renderMenu();
      await user.tab();
      await user.keyboard(key);
      expect(document.activeElement).toBe(getItem("Account"));
    },
  );

  it("shows its header above the items and outside the menu", async () => {
    await openMenu();
    const header = screen.getByText("grace@example.com");
    const menu = screen.getByRole("menu");
    expect(menu.contains(header)).toBe(false);
    expect(header.compareDocumentPosition(menu)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
  });

  it("moves with the arrows, through the choices and the items and round the ends", async () => {
    const user = await openMenu(buildOrganizations("Hopper Inc"));
    const passed = [readFocused()];
    for (const key of [
      "{ArrowDown}",
      "{ArrowDown}",
      "{ArrowDown}",
      "{ArrowDown}",
      "{ArrowUp}",
      "{ArrowUp}",
    ]) {
      await user.keyboard(key);
      passed.push(readFocused());
    }
    expect(passed).toEqual([
      "Lovelace Ltd",
      "Hopper Inc",
      "Account",
      "Sign out",
      "Lovelace Ltd",
      "Sign out",
      "Account",
    ]);
  });

  it("goes to the ends with Home and End", async () => {
    const user = await openMenu(buildOrganizations("Hopper Inc"));
    await user.keyboard("{ArrowDown}{End}");
    expect(readFocused()).toBe("Sign out");
    await user.keyboard("{ArrowUp}{Home}");
    expect(readFocused()).toBe("Lovelace Ltd");
  });

  it("keeps its keys from scrolling the page, and leaves every other key to the browser", () => {
    renderMenu();
    expect(fireEvent.keyDown(getTrigger(), { key: "ArrowUp" })).toBe(true);
    expect(fireEvent.keyDown(getTrigger(), { key: "ArrowDown" })).toBe(false);
    for (const key of ["ArrowDown", "ArrowUp", "Home", "End"])
      expect(fireEvent.keyDown(getItem("Account"), { key }), key).toBe(false);
    expect(fireEvent.keyDown(getItem("Account"), { key: "F5" })).toBe(true);
    expect(queryMenu()).not.toBeNull();
  });

  it("closes on Escape and gives the focus back to its button", async () => {
    const onAccount = vi.fn<() => void>();
    const user = await openMenu({ onAccount });
    await user.keyboard("{Escape}");
    expect(queryMenu()).toBeNull();
    expect(document.activeElement).toBe(
      screen.getByRole("button", { name: "Account menu", expanded: false }),
    );
    expect(onAccount).not.toHaveBeenCalled();
  });

  it("closes on Tab and lets the focus go on", async () => {
    await openMenu();
    // Where to is the browser's affair: the item that had the focus is gone, and jsdom begins at the top.
    expect(fireEvent.keyDown(getItem("Account"), { key: "Tab" })).toBe(true);
    expect(queryMenu()).toBeNull();
    expect(document.activeElement).not.toBe(getTrigger());
  });

  it("closes on a click elsewhere, which keeps the focus it takes", async () => {
    const user = await openMenu();
    await user.click(getElsewhere());
    expect(queryMenu()).toBeNull();
    expect(document.activeElement).toBe(getElsewhere());
  });

  it("stays open on a click on its header", async () => {
    const user = await openMenu();
    await user.click(screen.getByText("grace@example.com"));
    expect(queryMenu()).not.toBeNull();
  });

  it("keeps the keyboard on a click on its header: Escape closes it and gives the focus back", async () => {
    const user = await openMenu();
    await user.click(screen.getByText("grace@example.com"));
    await user.keyboard("{Escape}");
    expect(queryMenu()).toBeNull();
    expect(document.activeElement).toBe(getTrigger());
  });

  it.each([
    ["{ArrowDown}", "Account"],
    ["{ArrowUp}", "Sign out"],
    ["{Home}", "Account"],
    ["{End}", "Sign out"],
  ])("moves from its header with %s to %s", async (key, name) => {
    const user = await openMenu();
    await user.click(screen.getByText("grace@example.com"));
    await user.keyboard(key);
    expect(document.activeElement).toBe(getItem(name));
  });

  it("closes on Tab after a click on its header", async () => {
    const user = await openMenu();
    await user.click(screen.getByText("grace@example.com"));
    await user.tab();
    expect(queryMenu()).toBeNull();
  });

  it("closes on Escape while its button has the focus", async () => {
    const user = await openMenu();
    getTrigger().focus();
    await user.keyboard("{Escape}");
    expect(queryMenu()).toBeNull();
    expect(document.activeElement).toBe(getTrigger());
  });

  it("closes on a second click on its button", async () => {
    const user = await openMenu();
    await user.click(getTrigger());
    expect(queryMenu()).toBeNull();
  });

  it.each(["click", "key"])("does once what is chosen by %s, and closes", async (way) => {
    const onAccount = vi.fn<() => void>();
    const onSignOut = vi.fn<() => void>();
    const user = await openMenu({ onAccount, onSignOut });
    if (way === "click") await user.click(getItem("Sign out"));
    else await user.keyboard("{ArrowDown}{Enter}");
    expect(onSignOut).toHaveBeenCalledTimes(1);
    expect(onAccount).not.toHaveBeenCalled();
    expect(queryMenu()).toBeNull();
    expect(document.activeElement).toBe(getTrigger());
  });

  it("leaves the focus where the chosen item puts it", async () => {
    const user = await openMenu({ onAccount: () => getElsewhere().focus() });
    await user.keyboard("{Enter}");
    expect(document.activeElement).toBe(getElsewhere());
  });

  it("tells the choice that is the case now from the others, in a group with a name", async () => {
    await openMenu(buildOrganizations("Hopper Inc"));
    const group = within(screen.getByRole("group", { name: "Organizations" }));
    group.getByRole("menuitemradio", { name: "Lovelace Ltd", checked: false });
    group.getByRole("menuitemradio", { name: "Hopper Inc", checked: true });
    expect(group.queryByRole("menuitem")).toBeNull();
    expect(screen.getAllByRole("menuitem").map(({ textContent }) => textContent)).toEqual([
      "Account",
      "Sign out",
    ]);
  });

  it("takes a choice as it takes an item", async () => {
    const options = buildOrganizations("Hopper Inc");
    const user = await openMenu(options);
    await user.click(screen.getByRole("menuitemradio", { name: "Lovelace Ltd" }));
    expect(options.choices?.items.map(({ onSelect }) => vi.mocked(onSelect).mock.calls.length)).toEqual([
      1, 0,
    ]);
    expect(queryMenu()).toBeNull();
    expect(document.activeElement).toBe(getTrigger());
  });

  it("has no group while there is nothing to choose from", async () => {
    await openMenu({ choices: { label: "Organizations", items: [] } });
    expect(screen.queryByRole("group")).toBeNull();
    expect(document.activeElement).toBe(getItem("Account"));
  });
});
