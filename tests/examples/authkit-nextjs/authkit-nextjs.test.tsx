import { screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { analyticalEngines, grace } from "../../../src/mocks/people.ts";
import { setUpUser } from "../../../src/ui/testing/user.ts";
import { openBrowserTab, workosOrigin } from "../testing/open-page.tsx";
import { HomePage } from "./home-page.tsx";
import { StartSignIn } from "./login-route.tsx";
import { inviteToOrganization, requireRecentSignIn } from "./options.ts";
import { SignOutElsewhere } from "./sign-out.tsx";
import { JoinedTeam, joinTeam } from "./state.tsx";

let tab: ReturnType<typeof openBrowserTab>;
let user: ReturnType<typeof setUpUser>;

beforeEach(() => {
  tab = openBrowserTab();
  user = setUpUser();
});
afterEach(() => tab.close());

function readAuthorization(url: string | undefined): Record<string, string> {
  const { origin, pathname, searchParams } = new URL(url ?? "");
  expect(origin + pathname).toBe(`${workosOrigin}/user_management/authorize`);
  return Object.fromEntries(searchParams);
}

describe("the documented uses of authkit-nextjs, on Portico", () => {
  it("offer the ways in to nobody, and bring them back to where they were", async () => {
    await tab.open(<HomePage />, { path: "/home?tab=1#row-7" });
    await user.click(screen.getByRole("button", { name: "Log in" }));
    await waitFor(() => expect(tab.left).toHaveLength(1));
    await user.click(screen.getByRole("button", { name: "Sign up" }));
    await waitFor(() => expect(tab.left).toHaveLength(2));
    expect(readAuthorization(tab.left[0])).not.toHaveProperty("screen_hint");
    expect(readAuthorization(tab.left[1])).toMatchObject({ screen_hint: "sign-up" });
    const { authorizationResponse } = await tab.follow(tab.left[0] ?? "", grace.email, <HomePage />);
    expect(await screen.findByText("Welcome back, Grace")).toBeDefined();
    expect(authorizationResponse).toMatchObject({
      kind: "authorized",
      request: { returnTo: "/home?tab=1#row-7" },
    });
  });

  it("sign out", async () => {
    const session = await tab.open(<HomePage />, { visitor: { email: grace.email } });
    await user.click(screen.getByRole("button", { name: "Sign out" }));
    expect(session.getState()).toMatchObject({ kind: "signedOut", reason: "person" });
  });

  it("bring the state back as the string that it was", async () => {
    await tab.open(<JoinedTeam />);
    await joinTeam("team_123");
    expect(tab.left[0]).not.toContain("team_123");
    const { authorizationResponse } = await tab.follow(tab.left[0] ?? "", grace.email, <JoinedTeam />);
    await waitFor(() =>
      expect(document.body.textContent).toBe("grace@example.com joins team_123, coming from pricing-page"),
    );
    expect(authorizationResponse).toMatchObject({ kind: "authorized", request: { returnTo: "/teams" } });
  });

  it("take all six options", async () => {
    const session = await tab.open(null);
    const asked = readAuthorization(await inviteToOrganization(analyticalEngines.id, grace.email));
    expect(asked).toMatchObject({
      organization_id: analyticalEngines.id,
      login_hint: grace.email,
      prompt: "consent",
      redirect_uri: `${window.location.origin}/auth/second/callback`,
      state: expect.stringMatching(/^"[0-9a-f]{32}"$/),
    });
    expect(session.getState().kind).toBe("signedOut");
  });

  it("ask for credentials that are younger than five minutes", async () => {
    await tab.open(null);
    await requireRecentSignIn();
    expect(readAuthorization(tab.left[0])).toMatchObject({ max_age: "300" });
  });

  it("begin a sign-in on a route of their own, once under StrictMode", async () => {
    await tab.open(<StartSignIn />, { path: "/start" });
    await waitFor(() => expect(tab.left).toHaveLength(1));
    const { authorizationResponse } = await tab.follow(tab.left[0] ?? "", grace.email, null);
    expect(authorizationResponse).toMatchObject({ kind: "authorized", request: { returnTo: "/dashboard" } });
    expect(tab.left).toHaveLength(1);
  });

  it("sign out to another address", async () => {
    await tab.open(<SignOutElsewhere />, { visitor: { email: grace.email } });
    await user.click(screen.getByRole("button", { name: "Sign out" }));
    await waitFor(() => expect(tab.left).toHaveLength(1));
    expect(new URL(tab.left[0] ?? "").searchParams.get("return_to")).toBe(
      `${window.location.origin}/signed-out`,
    );
  });
});
