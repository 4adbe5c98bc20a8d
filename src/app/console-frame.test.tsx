import { screen, waitFor, within } from "@testing-library/react";
import { http } from "msw";
import { setupServer } from "msw/node";
import { Route, Routes } from "react-router-dom";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { messages } from "../config/messages.ts";
import { paths } from "../config/paths.ts";
import { apiPaths } from "../contract/api-paths.ts";
import { memberPermissions } from "../contract/member-permissions.ts";
import { type OrganizationsAnswer } from "../contract/organizations.ts";
import { renderInSession, signedInAtWorkos, signedOutAtWorkos } from "../pages/testing/render-in-session.tsx";
import { buildSessionAnswer } from "../session/testing/session-answer.ts";
import { buildWorkosPerson } from "../session/testing/workos-person.ts";
import { buildProblem } from "../sign-in/testing/fake-function.ts";
import { setUpUser } from "../ui/testing/user.ts";
import { buildAccessToken } from "../workos/testing/access-token.ts";
import { ConsoleFrame } from "./console-frame.tsx";

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const { frame, organizations } = messages;
const engines = { id: "org_1", name: "Analytical Engines", roleSlug: "admin" };
const harbour = { id: "org_2", name: "Harbour Works", roleSlug: "member" };

/** Opens a page with a field in the frame; the person belongs to both organizations. */
function openFrame(options: Parameters<typeof renderInSession>[1] = {}) {
  server.use(
    http.get(apiPaths.listOrganizations, () =>
      Response.json({ organizations: [engines, harbour], isComplete: true } satisfies OrganizationsAnswer),
    ),
  );
  const page = renderInSession(
    <Routes>
      <Route element={<ConsoleFrame />}>
        <Route path="*" element={<input aria-label="Half typed" />} />
      </Route>
    </Routes>,
    { path: "/page", workos: signedInAtWorkos(), ...options },
  );
  return { ...page, user: setUpUser() };
}

const findOrganization = (name: string) => within(screen.getByRole("banner")).findByText(name);

/** Opens the account menu and chooses an organization, once the menu knows it. */
async function choose(user: ReturnType<typeof setUpUser>, name: string) {
  await findOrganization(engines.name);
  await user.click(screen.getByRole("button", { name: frame.accountMenu("GH") }));
  await user.click(screen.getByRole("menuitemradio", { name }));
}

describe("ConsoleFrame", () => {
  it("says whose console it is, and shows the page below", async () => {
    openFrame();
    expect(await findOrganization(engines.name)).toBeDefined();
    expect(within(screen.getByRole("main")).getByLabelText("Half typed")).toBeDefined();
  });

  it.each([
    ["may read them", { permissions: [memberPermissions.read] }, true],
    ["may not", { permissions: [] }, false],
    ["is in no organization", { permissions: [memberPermissions.read], organizationId: null }, false],
  ])("links to the members for a person who %s: %j → %s", (_, person, linksToMembers) => {
    openFrame({ workos: signedInAtWorkos(person) });
    // Whatever other pages a team has added.
    const links = within(screen.getByRole("navigation", { name: frame.navigation })).getAllByRole("link");
    const targets = links.map((link) => link.getAttribute("href"));
    expect(targets).toContain(paths.dashboard);
    expect(targets.includes(paths.members)).toBe(linksToMembers);
  });

  it("says that the person isn't in the tab's organization any more, until that is dismissed", async () => {
    const dropped = ["org_gone"];
    const { changeWorkos, user } = openFrame({
      workos: { kind: "starting" },
      overrides: { takeDroppedOrganization: () => dropped.pop() ?? null },
    });
    await changeWorkos(signedInAtWorkos());
    await findOrganization(engines.name);
    expect(screen.getByText(organizations.dropped(engines.name))).toBeDefined();
    await user.click(screen.getByRole("button", { name: organizations.dismiss }));
    expect(screen.queryByText(organizations.dropped(engines.name))).toBeNull();
  });

  it("says that the sign-in service can't be reached, and takes the words back afterwards", async () => {
    const { changeWorkos } = openFrame();
    expect(screen.queryByText(messages.outage.notice)).toBeNull();
    await changeWorkos({
      kind: "unreachable",
      person: buildWorkosPerson({ impersonator: null }),
      outage: { cause: "network", retryAtMs: 0, reference: null },
    });
    expect(screen.getByText(messages.outage.notice)).toBeDefined();
    expect(screen.getByLabelText("Half typed")).toBeDefined();
    await changeWorkos(signedInAtWorkos());
    expect(screen.queryByText(messages.outage.notice)).toBeNull();
  });

  it("says in whose name an administrator is here, and lets them stop it", async () => {
    const impersonator = { email: "support@example.com", reason: "a ticket" };
    const { user, asked } = openFrame({ workos: signedInAtWorkos({ impersonator }) });
    const banner = screen.getByRole("region", { name: frame.impersonation });
    expect(
      within(banner).getByText(frame.impersonating("support@example.com", "grace@example.com")),
    ).toBeDefined();
    await user.click(within(banner).getByRole("button", { name: frame.stopImpersonating }));
    expect(asked.map(([name]) => name)).toContain("signOut");
  });

  it("warns of no impersonation where a person is here in their own name", () => {
    openFrame();
    expect(screen.queryByRole("region", { name: frame.impersonation })).toBeNull();
  });

  it("lets Tab lead past the navigation at first", async () => {
    const { user } = openFrame();
    await user.tab();
    const skip = screen.getByRole("link", { name: frame.skipToContent });
    expect(document.activeElement).toBe(skip);
    expect(skip.getAttribute("href")).toBe(`#${screen.getByRole("main").id}`);
  });

  it("says which organization it is switching to, and builds the page of that one anew", async () => {
    const release = Promise.withResolvers<void>();
    const { user, changeWorkos } = openFrame({ overrides: { switchToOrganization: () => release.promise } });
    await user.type(screen.getByLabelText("Half typed"), "words");
    await choose(user, harbour.name);
    expect(screen.getByText(organizations.switching(harbour.name))).toBeDefined();
    await changeWorkos(signedInAtWorkos({ organizationId: harbour.id }));
    release.resolve();
    await waitFor(() => expect(screen.queryByText(organizations.switching(harbour.name))).toBeNull());
    expect(await findOrganization(harbour.name)).toBeDefined();
    expect(screen.getByLabelText<HTMLInputElement>("Half typed").value).toBe("");
  });

  it("says that an organization can't be opened, and keeps the page of this one", async () => {
    const { user } = openFrame({
      overrides: { switchToOrganization: () => Promise.reject(new Error("unreachable")) },
    });
    await user.type(screen.getByLabelText("Half typed"), "words");
    await choose(user, harbour.name);
    expect((await screen.findByRole("alert")).textContent).toBe(organizations.failed(harbour.name));
    expect(screen.queryByText(organizations.switching(harbour.name))).toBeNull();
    expect(screen.getByLabelText<HTMLInputElement>("Half typed").value).toBe("words");
    expect(await findOrganization(engines.name)).toBeDefined();
  });

  it("says that another tab has opened another organization", async () => {
    const { hearFromOtherTab } = openFrame();
    await findOrganization(engines.name);
    hearFromOtherTab({ type: "organizationSwitched", organizationId: harbour.id });
    expect(screen.getByText(organizations.elsewhere(harbour.name, engines.name))).toBeDefined();
  });

  it("does without a choice of organizations where they can't be had", async () => {
    let isAsked = false;
    const { user } = openFrame();
    server.use(
      http.get(apiPaths.listOrganizations, () => {
        isAsked = true;
        return buildProblem("internal");
      }),
    );
    await waitFor(() => expect(isAsked).toBe(true));
    await user.click(screen.getByRole("button", { name: frame.accountMenu("GH") }));
    expect(screen.queryByRole("menuitemradio")).toBeNull();
    expect(screen.getByRole("menuitem", { name: frame.signOut })).toBeDefined();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("doesn't ask for the organizations of a person who has shown a mailbox and nothing more", async () => {
    let calls = 0;
    server.events.on("request:start", () => {
      calls += 1;
    });
    const { user } = openFrame({
      workos: signedOutAtWorkos,
      emailSession: buildSessionAnswer(buildAccessToken(300, { acr: "email" })),
    });
    await user.click(screen.getByRole("button", { name: frame.accountMenu("A") }));
    expect(screen.queryByRole("menuitemradio")).toBeNull();
    server.events.removeAllListeners();
    expect(calls).toBe(0);
  });
});
