import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { messages } from "../config/messages.ts";
import { paths } from "../config/paths.ts";
import { type OrganizationMembership } from "../contract/organizations.ts";
import {
  findNextAddress,
  renderInSession,
  signedInAtWorkos,
  signedOutAtWorkos,
} from "../pages/testing/render-in-session.tsx";
import { buildWorkosPerson } from "../session/testing/workos-person.ts";
import { setUpUser } from "../ui/testing/user.ts";
import { AccountMenu } from "./account-menu.tsx";

const { frame } = messages;
const engines = { id: "org_1", name: "Analytical Engines", roleSlug: "admin" };
const harbour = { id: "org_2", name: "Harbour Works", roleSlug: "member" };

type Options = {
  memberships?: OrganizationMembership[];
  isComplete?: boolean;
  workos?: ReturnType<typeof signedInAtWorkos>;
};

/** Shows Grace Hopper's menu, in the first of her organizations. */
function openPage({
  memberships = [engines, harbour],
  isComplete = true,
  workos = signedInAtWorkos(),
}: Options = {}) {
  const switchedTo: OrganizationMembership[] = [];
  const organizations = {
    memberships,
    current: memberships[0] ?? null,
    isComplete,
    failure: null,
    switchingTo: null,
    switchTo: (membership: OrganizationMembership) => void switchedTo.push(membership),
  };
  const page = renderInSession(
    <>
      <AccountMenu organizations={organizations} />
      <button type="button">After the menu</button>
    </>,
    { workos },
  );
  return { ...page, switchedTo, user: setUpUser() };
}

const getButton = () => screen.getByRole("button", { name: frame.accountMenu("GH") });
const getItem = (name: string) => screen.getByRole("menuitem", { name });
const getChoice = (name: string) => screen.getByRole("menuitemradio", { name });

describe("AccountMenu", () => {
  it("keeps the menu closed at first, behind a button named by what it is and the letters on it", () => {
    openPage();
    expect(screen.queryByRole("menu")).toBeNull();
    expect(getButton().textContent).toBe("GH");
    expect(getButton().getAttribute("aria-expanded")).toBe("false");
  });

  it("says on a click who is signed in, and closes the menu on another", async () => {
    const { user } = openPage();
    await user.click(getButton());
    expect(screen.getByText("Grace Hopper")).toBeDefined();
    expect(screen.getByText("grace@example.com")).toBeDefined();
    expect(getButton().getAttribute("aria-expanded")).toBe("true");
    await user.click(getButton());
    expect(screen.queryByRole("menu")).toBeNull();
  });

  it("says the address of a person whose name isn't known", async () => {
    const { user: nameless } = buildWorkosPerson();
    const { user } = openPage({
      workos: signedInAtWorkos({ user: { ...nameless, firstName: null, lastName: null } }),
    });
    await user.click(screen.getByRole("button", { name: frame.accountMenu("G") }));
    expect(screen.getByText("grace@example.com")).toBeDefined();
    expect(screen.queryByText("Grace Hopper")).toBeNull();
  });

  it("offers no menu where no person is known", () => {
    openPage({ workos: signedOutAtWorkos });
    expect(screen.getAllByRole("button")).toHaveLength(1);
  });

  it("says when there are more organizations than it lists", async () => {
    const { user } = openPage({ isComplete: false });
    await user.click(getButton());
    expect(screen.getByRole("group", { name: messages.organizations.chooseFrom(2) })).toBeDefined();
  });

  it("offers the organizations as a choice, with the one that is open chosen", async () => {
    const { user, switchedTo } = openPage();
    await user.click(getButton());
    expect(screen.getByRole("group", { name: messages.organizations.choose })).toBeDefined();
    expect(getChoice(engines.name).getAttribute("aria-checked")).toBe("true");
    expect(getChoice(harbour.name).getAttribute("aria-checked")).toBe("false");
    await user.click(getChoice(harbour.name));
    expect(switchedTo).toEqual([harbour]);
    expect(screen.queryByRole("menu")).toBeNull();
  });

  it("doesn't switch to the organization that is open already", async () => {
    const { user, switchedTo } = openPage();
    await user.click(getButton());
    await user.click(getChoice(engines.name));
    expect(switchedTo).toEqual([]);
    expect(screen.queryByRole("menu")).toBeNull();
  });

  it("offers no choice of organizations where none are known", async () => {
    const { user } = openPage({ memberships: [] });
    await user.click(getButton());
    expect(screen.queryByRole("group")).toBeNull();
    expect(screen.getAllByRole("menuitem")).toHaveLength(2);
  });

  it("leads from the menu to the account", async () => {
    const { user } = openPage();
    await user.click(getButton());
    await user.click(getItem(frame.account));
    expect(await findNextAddress()).toBe(paths.account);
  });

  it("signs out from the menu", async () => {
    const { user, asked } = openPage();
    await user.click(getButton());
    await user.click(getItem(frame.signOut));
    expect(asked.map(([name]) => name)).toContain("signOut");
  });

  it("opens the menu, moves in it and chooses by the keyboard", async () => {
    const { user, switchedTo } = openPage();
    await user.tab();
    expect(document.activeElement).toBe(getButton());
    await user.keyboard("{Enter}");
    expect(document.activeElement).toBe(getChoice(engines.name));
    await user.keyboard("{ArrowDown}{Enter}");
    expect(switchedTo).toEqual([harbour]);
    expect(document.activeElement).toBe(getButton());
  });

  it("opens the menu on the arrow down, and leads round from the last item to the first", async () => {
    const { user } = openPage();
    getButton().focus();
    await user.keyboard("{ArrowDown}");
    expect(document.activeElement).toBe(getChoice(engines.name));
    await user.keyboard("{End}");
    expect(document.activeElement).toBe(getItem(frame.signOut));
    await user.keyboard("{ArrowDown}");
    expect(document.activeElement).toBe(getChoice(engines.name));
    await user.keyboard("{ArrowUp}");
    expect(document.activeElement).toBe(getItem(frame.signOut));
    await user.keyboard("{Home}");
    expect(document.activeElement).toBe(getChoice(engines.name));
  });

  it("closes the menu on Escape, and gives the focus back to its button", async () => {
    const { user } = openPage();
    await user.click(getButton());
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("menu")).toBeNull();
    expect(document.activeElement).toBe(getButton());
  });

  it("closes the menu on a click beside it", async () => {
    const { user } = openPage();
    await user.click(getButton());
    await user.click(screen.getByRole("button", { name: "After the menu" }));
    expect(screen.queryByRole("menu")).toBeNull();
  });
});
