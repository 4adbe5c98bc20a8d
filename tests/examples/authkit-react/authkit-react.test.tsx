// @vitest-environment jsdom

import { useAuth as usePackagesAuth } from "@workos-inc/authkit-react";
import { http, HttpResponse } from "msw";
import { act } from "react";
import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from "vitest";

import { ada, analyticalEngines, grace, harbourWorks, seedOrganizations } from "../../../src/mocks/people.ts";
import { useAuth } from "../../../src/session/use-auth.ts";
import { buildSessionAnswer } from "../../../src/session/testing/session-answer.ts";
import { click, openBrowserTab, workosOrigin } from "../testing/open-page.tsx";
import { AdminPanel } from "./admin-panel.tsx";
import { Report } from "./api-call.tsx";
import { App } from "./app.tsx";
import { Claims } from "./claims.tsx";
import { Identity } from "./identity.tsx";
import { InlineLogin } from "./inline-login.tsx";
import { LoginRoute } from "./login-route.tsx";
import { OrganizationSwitcher } from "./organization-switcher.tsx";
import { SignInLinks } from "./sign-in-links.tsx";
import { SignInWithState, Welcome } from "./state.tsx";

let tab: ReturnType<typeof openBrowserTab>;

beforeEach(() => {
  tab = openBrowserTab();
});
afterEach(() => tab.close());

const inEngines = { email: ada.email, options: { organizationId: analyticalEngines.id } };
const asGrace = { email: grace.email };

function expectAuthorizationUrl(url: string | undefined, screenHint: string | null) {
  const { origin, pathname, searchParams } = new URL(url ?? "");
  expect(origin + pathname).toBe(`${workosOrigin}/user_management/authorize`);
  expect(searchParams.get("screen_hint")).toBe(screenHint);
}

describe("components written for authkit-react", () => {
  it("offer both ways in to nobody, and lead to WorkOS", async () => {
    const { place } = await tab.open(<App />);
    await click(place, "Sign in");
    await click(place, "Sign up");
    await vi.waitFor(() => expect(tab.left).toHaveLength(2));
    expectAuthorizationUrl(tab.left[0], null);
    expectAuthorizationUrl(tab.left[1], "sign-up");
  });

  it("greet who is signed in through WorkOS, and sign out", async () => {
    const { place, session } = await tab.open(<App />, { visitor: asGrace });
    expect(place.textContent).toContain("Good day, Grace");
    await click(place, "Sign out");
    expect(place.textContent).toBe("Sign inSign up");
    expect(session.getState()).toMatchObject({ kind: "signedOut", reason: "person" });
    await vi.waitFor(() => expect(tab.left.at(-1)).toContain("/user_management/sessions/logout?"));
  });

  it("greet who is signed in with an email code just the same", async () => {
    const { place, session } = await tab.open(<App />);
    await act(async () => session.adoptEmailSession(buildSessionAnswer()));
    expect(place.textContent).toContain("Good day, Ada");
  });

  it("start a sign-in by themselves on a login route", async () => {
    const { place } = await tab.open(<LoginRoute />, { path: "/login" });
    expect(place.textContent).toContain("Off to the sign-in page");
    await vi.waitFor(() => expect(tab.left).not.toEqual([]));
    expectAuthorizationUrl(tab.left[0], null);
  });

  it("start one by themselves at /login alone, in an app without a router", async () => {
    const { place } = await tab.open(<InlineLogin />, { path: "/elsewhere" });
    expect(place.textContent).toBe("Nobody is signed in");
    expect(tab.left).toEqual([]);
    await tab.open(<InlineLogin />, { path: "/login" });
    await vi.waitFor(() => expect(tab.left).not.toEqual([]));
    expectAuthorizationUrl(tab.left[0], null);
  });

  it("call a backend with the person's access token", async () => {
    tab.server.use(
      http.get("https://backend.example/report", ({ request }) => {
        const token = /^Bearer (.+)$/.exec(request.headers.get("Authorization") ?? "")?.[1] ?? "";
        const claims: { sub: string } = JSON.parse(atob(token.split(".")[1] ?? ""));
        return HttpResponse.text(claims.sub);
      }),
    );
    const { place } = await tab.open(<Report />, { visitor: asGrace });
    await click(place, "Load the report");
    await vi.waitFor(() => expect(place.textContent).toBe(grace.id));
  });

  it("read the claims with the package's own function", async () => {
    const { place } = await tab.open(<Claims />, { visitor: inEngines });
    await click(place, "Read the claims");
    await vi.waitFor(() => expect(place.textContent).toBe(`${ada.id} is admin in ${analyticalEngines.id}`));
  });

  it("know the package's own error where nobody is signed in", async () => {
    const { place } = await tab.open(<Claims />);
    await click(place, "Read the claims");
    await vi.waitFor(() => expect(place.textContent).toBe("Sign in first"));
  });

  it("take something along through the sign-in", async () => {
    const { place } = await tab.open(<SignInWithState />);
    await click(place, "Buy five seats");
    await vi.waitFor(() => expect(tab.left).toHaveLength(1));
    expect(tab.left[0]).not.toContain("pricing");
    const { place: after } = await tab.follow(tab.left[0] ?? "", grace.email, <Welcome />);
    expect(after.textContent).toBe('grace@example.com came with {"from":"pricing","seats":5}');
  });

  it("switch to another organization", async () => {
    const { place, session } = await tab.open(<OrganizationSwitcher organizations={seedOrganizations} />, {
      visitor: inEngines,
    });
    const select = place.querySelector("select");
    expect(select?.value).toBe(analyticalEngines.id);
    await act(async () => {
      if (select === null) return;
      Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, "value")?.set?.call(
        select,
        harbourWorks.id,
      );
      select.dispatchEvent(new Event("change", { bubbles: true }));
      await vi.waitFor(() =>
        expect(session.getState()).toMatchObject({ session: { organizationId: harbourWorks.id } }),
      );
    });
    expect(select?.value).toBe(harbourWorks.id);
  });

  it("show a panel to administrators, and to nobody else", async () => {
    const { place } = await tab.open(<AdminPanel />, { visitor: inEngines });
    expect(place.textContent).toBe("AdministrationInvite somebody");
  });

  it("show no panel to members", async () => {
    const { place } = await tab.open(<AdminPanel />, { visitor: asGrace });
    expect(place.textContent).toBe("");
  });

  it("say all that the package's hook says of a person", async () => {
    const { place } = await tab.open(<Identity />, { visitor: inEngines });
    expect(JSON.parse(place.textContent)).toMatchObject({
      email: ada.email,
      organizationId: analyticalEngines.id,
      role: "admin",
      roles: ["admin"],
      permissions: expect.arrayContaining(["members:invite"]),
      featureFlags: [],
      impersonator: null,
      authenticationMethod: expect.any(String),
    });
  });

  it("build URLs for links of their own", async () => {
    const opened: string[] = [];
    const { place } = await tab.open(<SignInLinks open={(url) => opened.push(url)} />);
    await click(place, "Sign in");
    await click(place, "Sign up");
    await vi.waitFor(() => expect(opened).toHaveLength(2));
    expectAuthorizationUrl(opened[0], null);
    expectAuthorizationUrl(opened[1], "sign-up");
    expect(new URL(opened[0] ?? "").searchParams.get("login_hint")).toBe("ada@example.com");
    expect(new URL(opened[1] ?? "").searchParams.get("invitation_token")).toBe("invitation_1");
  });

  it("get everything that the package's hook gives, by type", () => {
    expectTypeOf<ReturnType<typeof useAuth>>().toExtend<ReturnType<typeof usePackagesAuth>>();
  });
});
