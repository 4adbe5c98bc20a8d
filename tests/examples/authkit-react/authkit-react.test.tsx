import { screen, waitFor } from "@testing-library/react";
import { useAuth as usePackagesAuth } from "@workos-inc/authkit-react";
import { http, HttpResponse } from "msw";
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from "vitest";

import { ada, analyticalEngines, grace, harbourWorks, seedOrganizations } from "../../../src/mocks/people.ts";
import { useAuth } from "../../../src/session/use-auth.ts";
import { buildSessionAnswer } from "../../../src/session/testing/session-answer.ts";
import { setUpUser } from "../../../src/ui/testing/user.ts";
import { openBrowserTab, workosOrigin } from "../testing/open-page.tsx";
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
let user: ReturnType<typeof setUpUser>;

beforeEach(() => {
  tab = openBrowserTab();
  user = setUpUser();
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
    await tab.open(<App />);
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    await waitFor(() => expect(tab.left).toHaveLength(1));
    await user.click(screen.getByRole("button", { name: "Sign up" }));
    await waitFor(() => expect(tab.left).toHaveLength(2));
    expectAuthorizationUrl(tab.left[0], null);
    expectAuthorizationUrl(tab.left[1], "sign-up");
  });

  it("greet who is signed in through WorkOS, and sign out", async () => {
    const session = await tab.open(<App />, { visitor: asGrace });
    expect(await screen.findByText("Good day, Grace")).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Sign out" }));
    await waitFor(() => expect(document.body.textContent).toBe("Sign inSign up"));
    expect(session.getState()).toMatchObject({ kind: "signedOut", reason: "person" });
    await waitFor(() => expect(tab.left.at(-1)).toContain("/user_management/sessions/logout?"));
  });

  it("greet who is signed in with an email code just the same", async () => {
    const session = await tab.open(<App />);
    session.adoptEmailSession(buildSessionAnswer());
    expect(await screen.findByText("Good day, Ada")).toBeDefined();
  });

  it("start a sign-in by themselves on a login route", async () => {
    await tab.open(<LoginRoute />, { path: "/login" });
    expect(await screen.findByText("Off to the sign-in page …")).toBeDefined();
    await waitFor(() => expect(tab.left).not.toEqual([]));
    expectAuthorizationUrl(tab.left[0], null);
  });

  it("start one by themselves at /login alone, in an app without a router", async () => {
    await tab.open(<InlineLogin />, { path: "/elsewhere" });
    await waitFor(() => expect(document.body.textContent).toBe("Nobody is signed in"));
    expect(tab.left).toEqual([]);
    await tab.open(<InlineLogin />, { path: "/login" });
    await waitFor(() => expect(tab.left).not.toEqual([]));
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
    await tab.open(<Report />, { visitor: asGrace });
    await user.click(screen.getByRole("button", { name: "Load the report" }));
    await waitFor(() => expect(document.body.textContent).toBe(grace.id));
  });

  it("read the claims with the package's own function", async () => {
    await tab.open(<Claims />, { visitor: inEngines });
    await user.click(screen.getByRole("button", { name: "Read the claims" }));
    await waitFor(() =>
      expect(document.body.textContent).toBe(`${ada.id} is admin in ${analyticalEngines.id}`),
    );
  });

  it("know the package's own error where nobody is signed in", async () => {
    await tab.open(<Claims />);
    await user.click(screen.getByRole("button", { name: "Read the claims" }));
    await waitFor(() => expect(document.body.textContent).toBe("Sign in first"));
  });

  it("take something along through the sign-in", async () => {
    await tab.open(<SignInWithState />);
    await user.click(screen.getByRole("button", { name: "Buy five seats" }));
    await waitFor(() => expect(tab.left).toHaveLength(1));
    expect(tab.left[0]).not.toContain("pricing");
    await tab.follow(tab.left[0] ?? "", grace.email, <Welcome />);
    await waitFor(() =>
      expect(document.body.textContent).toBe('grace@example.com came with {"from":"pricing","seats":5}'),
    );
  });

  it("switch to another organization", async () => {
    const session = await tab.open(<OrganizationSwitcher organizations={seedOrganizations} />, {
      visitor: inEngines,
    });
    const select = screen.getByRole<HTMLSelectElement>("combobox");
    expect(select.value).toBe(analyticalEngines.id);
    await user.selectOptions(select, harbourWorks.name);
    await waitFor(() =>
      expect(session.getState()).toMatchObject({ session: { organizationId: harbourWorks.id } }),
    );
    await waitFor(() => expect(select.value).toBe(harbourWorks.id));
  });

  it("show a panel to administrators, and to nobody else", async () => {
    await tab.open(<AdminPanel />, { visitor: inEngines });
    await waitFor(() => expect(document.body.textContent).toBe("AdministrationInvite somebody"));
  });

  it("show no panel to members", async () => {
    const session = await tab.open(<AdminPanel />, { visitor: asGrace });
    expect(session.getState().kind).toBe("active");
    expect(document.body.textContent).toBe("");
  });

  it("say all that the package's hook says of a person", async () => {
    await tab.open(<Identity />, { visitor: inEngines });
    await waitFor(() =>
      expect(JSON.parse(document.body.textContent)).toMatchObject({
        email: ada.email,
        organizationId: analyticalEngines.id,
        role: "admin",
        roles: ["admin"],
        permissions: expect.arrayContaining(["members:invite"]),
        featureFlags: [],
        impersonator: null,
        authenticationMethod: expect.any(String),
      }),
    );
  });

  it("build URLs for links of their own", async () => {
    const opened: string[] = [];
    await tab.open(<SignInLinks open={(url) => opened.push(url)} />);
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    await waitFor(() => expect(opened).toHaveLength(1));
    await user.click(screen.getByRole("button", { name: "Sign up" }));
    await waitFor(() => expect(opened).toHaveLength(2));
    expectAuthorizationUrl(opened[0], null);
    expectAuthorizationUrl(opened[1], "sign-up");
    expect(new URL(opened[0] ?? "").searchParams.get("login_hint")).toBe("ada@example.com");
    expect(new URL(opened[1] ?? "").searchParams.get("invitation_token")).toBe("invitation_1");
  });

  it("get everything that the package's hook gives, by type", () => {
    expectTypeOf<ReturnType<typeof useAuth>>().toExtend<ReturnType<typeof usePackagesAuth>>();
  });
});
