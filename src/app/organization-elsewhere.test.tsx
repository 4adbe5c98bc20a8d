import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { messages } from "../config/messages.ts";
import { type OrganizationMembership } from "../contract/organizations.ts";
import { renderInSession, signedInAtWorkos } from "../pages/testing/render-in-session.tsx";
import { setUpUser } from "../ui/testing/user.ts";
import { OrganizationElsewhere } from "./organization-elsewhere.tsx";

const words = messages.organizations;
const engines = { id: "org_1", name: "Analytical Engines", roleSlug: "admin" };
const harbour = { id: "org_2", name: "Harbour Works", roleSlug: "member" };

/** A tab in the first organization; `memberships` are those that are known. */
function openTab(memberships: OrganizationMembership[] = [engines, harbour]) {
  const switchedTo: OrganizationMembership[] = [];
  const organizations = {
    memberships,
    current: memberships[0] ?? null,
    isComplete: true,
    failure: null,
    switchingTo: null,
    switchTo: (membership: OrganizationMembership) => void switchedTo.push(membership),
  };
  const page = renderInSession(<OrganizationElsewhere organizations={organizations} />, {
    workos: signedInAtWorkos({ organizationId: engines.id }),
  });
  return {
    ...page,
    switchedTo,
    openElsewhere: (organizationId: string) =>
      page.hearFromOtherTab({ type: "organizationSwitched", organizationId }),
    user: setUpUser(),
  };
}

const getOpen = () => screen.getByRole("button", { name: words.openHereToo });
const getStay = () => screen.getByRole("button", { name: words.stay });

describe("OrganizationElsewhere", () => {
  it("says nothing while all tabs are in one organization, and is ready to announce", () => {
    const { openElsewhere } = openTab();
    expect(screen.getByRole("status").textContent).toBe("");
    openElsewhere(engines.id);
    expect(screen.getByRole("status").textContent).toBe("");
  });

  it("announces which organization another tab is in, and changes nothing by itself", () => {
    const { openElsewhere, switchedTo } = openTab();
    openElsewhere(harbour.id);
    expect(screen.getByRole("status").textContent).toContain(words.elsewhere(harbour.name, engines.name));
    expect(switchedTo).toEqual([]);
  });

  it("opens another tab's organization here on a click", async () => {
    const { openElsewhere, switchedTo, user } = openTab();
    openElsewhere(harbour.id);
    await user.click(getOpen());
    expect(switchedTo).toEqual([harbour]);
  });

  it("takes back what it says of another tab when the person stays, and keeps the organization", async () => {
    const { openElsewhere, switchedTo, user } = openTab();
    openElsewhere(harbour.id);
    await user.click(getStay());
    expect(screen.getByRole("status").textContent).toBe("");
    expect(switchedTo).toEqual([]);
  });

  it("takes back what it says of another tab once this one is in the same organization", async () => {
    const { openElsewhere, changeWorkos } = openTab();
    openElsewhere(harbour.id);
    await changeWorkos(signedInAtWorkos({ organizationId: harbour.id }));
    expect(screen.getByRole("status").textContent).toBe("");
  });

  it("doesn't offer to open an organization that it knows nothing of", () => {
    const { openElsewhere } = openTab([]);
    openElsewhere(harbour.id);
    expect(screen.getByRole("status").textContent).toContain(words.elsewhere(null, null));
    expect(screen.queryByRole("button", { name: words.openHereToo })).toBeNull();
    expect(getStay()).toBeDefined();
  });
});
