import { screen } from "@testing-library/react";
import { type ReactNode, useEffect } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { buildTestUser } from "../contract/testing/test-session.ts";
import { type Session, type SessionState } from "../session/session-state.ts";
import { RequireOrganization } from "./require-organization.tsx";
import { RequirePermission } from "./require-permission.tsx";
import { RequireRole } from "./require-role.tsx";
import { RequireSession } from "./require-session.tsx";
import { SignedOutOnly } from "./signed-out-only.tsx";
import { openGuardedPage } from "./testing/guarded-page.tsx";
import { signedOut } from "../session/testing/signed-out.ts";
import { setUpUser } from "../ui/testing/user.ts";

const origin = "https://console.example.com";
const session: Session = {
  source: "workos",
  user: {
    ...buildTestUser({ email: "grace@example.com", firstName: "Grace", lastName: "Hopper" }),
    object: "user",
    externalId: undefined,
  },
  organizationId: "org_1",
  role: "member",
  roles: ["member"],
  permissions: ["members:read"],
  featureFlags: [],
  impersonator: null,
  authenticationMethod: null,
};
const restoring: SessionState = { kind: "restoring" };
const active: SessionState = { kind: "active", session };
const outage = { cause: "failed", retryAtMs: 0, reference: "http_500" } as const;
const expiredSession: SessionState = { ...signedOut, reason: "session-ended", expiredSession: session };
const dialog = <p>sign in again</p>;

/** The private part of a page; notes each time it is mounted. */
const mounted = vi.fn<() => void>();
function Secret() {
  useEffect(() => mounted(), []);
  return <p>secret</p>;
}

const readTitle = () => screen.getByRole("heading", { level: 1 }).textContent;
const readAll = () => document.body.textContent;
const click = (name: string) => setUpUser().click(screen.getByRole("button", { name }));

beforeEach(() => {
  mounted.mockClear();
});

describe("RequireSession", () => {
  it("shows nothing private and sends nobody away before the session is known", () => {
    const page = openGuardedPage(
      restoring,
      <RequireSession>
        <Secret />
      </RequireSession>,
    );
    expect(readAll()).toBe("Restoring your session…");
    expect(mounted).not.toHaveBeenCalled();
    expect(page.visited).toEqual(["/members?page=2#row"]);
  });

  it("shows the page to who is signed in, in an outage too", () => {
    const page = openGuardedPage(
      active,
      <RequireSession>
        <Secret />
      </RequireSession>,
    );
    expect(readAll()).toBe("secret");
    const mounts = mounted.mock.calls.length;
    page.change({ kind: "unreachable", session, outage });
    expect(readAll()).toBe("secret");
    expect(mounted).toHaveBeenCalledTimes(mounts);
  });

  it("leads who is signed out to the sign-in page in one step, in place of the guarded page, with the deep link", () => {
    const page = openGuardedPage(
      signedOut,
      <RequireSession>
        <Secret />
      </RequireSession>,
    );
    expect(page.visited).toEqual(["/members?page=2#row", "/sign-in?return_to=%2Fmembers%3Fpage%3D2%23row"]);
    expect(page.navigations).toEqual(["POP", "REPLACE"]);
    expect(mounted).not.toHaveBeenCalled();
  });

  it.each(["person", "other-tab"] as const)("leads to rest who was signed out by %s", (reason) => {
    const page = openGuardedPage(
      { ...signedOut, reason },
      <RequireSession>
        <Secret />
      </RequireSession>,
    );
    expect(page.visited.at(-1)).toBe("/signed-out");
    expect(page.navigations).toEqual(["POP", "REPLACE"]);
  });

  it("says that nobody can be asked, with a reference and two ways on", async () => {
    const page = openGuardedPage(
      { kind: "unreachable", session: null, outage },
      <RequireSession>
        <Secret />
      </RequireSession>,
    );
    expect(readTitle()).toBe("Sign-in service unreachable");
    expect(readAll()).toContain("Reference http_500");
    expect(screen.getByRole("link", { name: "Sign in another way" }).getAttribute("href")).toBe(
      "/sign-in?return_to=%2Fmembers%3Fpage%3D2%23row",
    );
    await click("Try now");
    expect(page.asked).toEqual([["retry"]]);
  });

  it.each([
    ["offline", "You're offline"],
    ["foreignAnswer", "This network wants you to sign in first"],
    ["rateLimited", "A short wait"],
    ["network", "Sign-in service unreachable"],
    ["timeout", "Sign-in service unreachable"],
  ] as const)("says what stands in the way: %s", (cause, title) => {
    const state: SessionState = {
      kind: "unreachable",
      session: null,
      outage: { ...outage, cause, reference: null },
    };
    openGuardedPage(
      state,
      <RequireSession>
        <Secret />
      </RequireSession>,
    );
    expect(readTitle()).toBe(title);
    expect(readAll()).not.toContain("Reference");
  });

  it("keeps the page of an expired session open below the reauthentication, and continues with it", () => {
    const page = openGuardedPage(
      active,
      <RequireSession reauthentication={dialog}>
        <Secret />
      </RequireSession>,
    );
    const secret = screen.getByText("secret");
    page.change(expiredSession);
    expect(readAll()).toBe("secretsign in again");
    page.change(active);
    expect(readAll()).toBe("secret");
    expect(screen.getByText("secret")).toBe(secret);
    expect(page.visited).toEqual(["/members?page=2#row"]);
  });

  it("gives the next person a page of their own", () => {
    const page = openGuardedPage(
      active,
      <RequireSession reauthentication={dialog}>
        <Secret />
      </RequireSession>,
    );
    const secret = screen.getByText("secret");
    page.change(expiredSession);
    page.change({ kind: "active", session: { ...session, user: { ...session.user, id: "user_2" } } });
    expect(readAll()).toBe("secret");
    expect(screen.getByText("secret")).not.toBe(secret);
  });

  it("leads to the sign-in page where there is nothing to offer over the page", () => {
    const page = openGuardedPage(
      expiredSession,
      <RequireSession>
        <Secret />
      </RequireSession>,
    );
    expect(page.visited.at(-1)).toBe("/sign-in?return_to=%2Fmembers%3Fpage%3D2%23row");
  });

  it("keeps an inner guard's page open while an outer guard offers reauthentication", () => {
    const page = openGuardedPage(
      active,
      <RequireSession reauthentication={dialog}>
        <RequirePermission permissions={["members:read"]}>
          <Secret />
        </RequirePermission>
      </RequireSession>,
    );
    page.change(expiredSession);
    expect(readAll()).toBe("secretsign in again");
  });
});

describe("the guards of access", () => {
  const guards: [string, () => ReactNode, string, string][] = [
    [
      "RequirePermission",
      () => (
        <RequirePermission permissions={["members:read", "members:invite", "billing"]}>
          <Secret />
        </RequirePermission>
      ),
      "You can't open this page",
      "Missing permissions: members:invite, billing",
    ],
    [
      "RequireRole",
      () => (
        <RequireRole roles={["admin", "owner"]}>
          <Secret />
        </RequireRole>
      ),
      "You can't open this page",
      "Needed, one of the roles: admin, owner",
    ],
    [
      "RequireOrganization",
      () => (
        <RequireOrganization organizationId="org_2">
          <Secret />
        </RequireOrganization>
      ),
      "This page belongs to another organization",
      "Switch organization",
    ],
  ];

  it.each(guards)("%s says what is missing, where the page would stand", (_, guarded, title, words) => {
    const page = openGuardedPage(active, guarded());
    expect(readTitle()).toBe(title);
    expect(readAll()).toContain(words);
    expect(mounted).not.toHaveBeenCalled();
    expect(page.visited).toEqual(["/members?page=2#row"]);
  });

  it.each(guards)(
    "%s decides nothing before the session is known, and asks who is signed out to sign in",
    (_, guarded) => {
      const page = openGuardedPage(restoring, guarded());
      expect(readAll()).toBe("Restoring your session…");
      page.change(signedOut);
      expect(page.visited.at(-1)).toBe("/sign-in?return_to=%2Fmembers%3Fpage%3D2%23row");
      expect(mounted).not.toHaveBeenCalled();
    },
  );

  it.each<[string, () => ReactNode]>([
    [
      "RequirePermission",
      () => (
        <RequirePermission permissions={["members:read"]}>
          <Secret />
        </RequirePermission>
      ),
    ],
    [
      "RequireRole",
      () => (
        <RequireRole roles={["owner", "member"]}>
          <Secret />
        </RequireRole>
      ),
    ],
    [
      "RequireOrganization",
      () => (
        <RequireOrganization organizationId="org_1">
          <Secret />
        </RequireOrganization>
      ),
    ],
    [
      "RequireOrganization without an id",
      () => (
        <RequireOrganization>
          <Secret />
        </RequireOrganization>
      ),
    ],
  ])("%s shows the page to who has it, in an outage too", (_, guarded) => {
    const page = openGuardedPage(active, guarded());
    expect(readAll()).toBe("secret");
    page.change({ kind: "unreachable", session, outage });
    expect(readAll()).toBe("secret");
  });

  it("names the one permission and the one role in the singular", () => {
    openGuardedPage(
      active,
      <RequirePermission permissions={["billing"]}>
        <Secret />
      </RequirePermission>,
    );
    expect(readAll()).toContain("Missing permission: billing");
    openGuardedPage(
      active,
      <RequireRole roles={["owner"]}>
        <Secret />
      </RequireRole>,
    );
    expect(readAll()).toContain("Needed role: owner");
  });

  it("switches to the organization on a click", async () => {
    const page = openGuardedPage(
      active,
      <RequireOrganization organizationId="org_2">
        <Secret />
      </RequireOrganization>,
    );
    await click("Switch organization");
    expect(page.asked).toEqual([
      ["switchToOrganization", { organizationId: "org_2", signInOpts: { returnTo: null } }],
    ]);
  });

  it("offers no switch to who only lacks an organization", () => {
    const none: SessionState = { kind: "active", session: { ...session, organizationId: null } };
    openGuardedPage(
      none,
      <RequireOrganization>
        <Secret />
      </RequireOrganization>,
    );
    expect(readTitle()).toBe("This page needs an organization");
    expect(screen.queryByRole("button")).toBeNull();
  });
});

describe("SignedOutOnly", () => {
  const door = (
    <SignedOutOnly origin={origin}>
      <Secret />
    </SignedOutOnly>
  );

  it.each([signedOut, { kind: "unreachable", session: null, outage } as const])(
    "shows its page to who isn't known to be signed in ($kind)",
    (state) => {
      const page = openGuardedPage(state, door, "/sign-in");
      expect(readAll()).toBe("secret");
      expect(page.visited).toEqual(["/sign-in"]);
    },
  );

  it("waits until the session is known", () => {
    openGuardedPage(restoring, door, "/sign-in");
    expect(readAll()).toBe("Restoring your session…");
    expect(mounted).not.toHaveBeenCalled();
  });

  it.each([
    ["/sign-in", "/dashboard"],
    ["/sign-in?return_to=%2Fmembers%3Fpage%3D2%23row", "/members?page=2#row"],
    ["/sign-in?return_to=%2F%2Fevil.example", "/dashboard"],
  ])("leads who is signed in from %s to %s in one step, in place of the door", (path, target) => {
    const page = openGuardedPage(active, door, path);
    expect(page.visited).toEqual([path, target]);
    expect(page.navigations).toEqual(["POP", "REPLACE"]);
    expect(mounted).not.toHaveBeenCalled();
  });
});
