// @vitest-environment jsdom

import { type ReactNode, useEffect } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { type Session, type SessionState } from "../session/session-state.ts";
import { RequireOrganization } from "./require-organization.tsx";
import { RequirePermission } from "./require-permission.tsx";
import { RequireRole } from "./require-role.tsx";
import { RequireSession } from "./require-session.tsx";
import { SignedOutOnly } from "./signed-out-only.tsx";
import { openGuardedPage } from "./testing/guarded-page.tsx";
import { signedOut } from "../session/testing/signed-out.ts";

const origin = "https://console.example.com";
const session: Session = {
  source: "workos",
  user: {
    object: "user",
    id: "user_1",
    email: "grace@example.com",
    emailVerified: true,
    profilePictureUrl: null,
    firstName: "Grace",
    lastName: "Hopper",
    lastSignInAt: null,
    externalId: undefined,
    createdAt: "2026-01-01T00:00:00Z",
    updatedAt: "2026-01-01T00:00:00Z",
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
const held: SessionState = { ...signedOut, reason: "session-ended", held: session };
const dialog = <p>sign in again</p>;

/** The private part of a page; notes each time it is mounted. */
const mounted = vi.fn<() => void>();
function Secret() {
  useEffect(() => mounted(), []);
  return <p>secret</p>;
}

let page: ReturnType<typeof openGuardedPage>;

function open(state: SessionState, guarded: ReactNode, path?: string) {
  page = openGuardedPage(state, guarded, path);
  return page.place;
}

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  mounted.mockClear();
});
afterEach(() => {
  page.close();
  vi.unstubAllGlobals();
});

describe("RequireSession", () => {
  it("shows nothing private and sends nobody away before the session is known", () => {
    const place = open(
      restoring,
      <RequireSession>
        <Secret />
      </RequireSession>,
    );
    expect(place.textContent).toBe("Restoring your session…");
    expect(mounted).not.toHaveBeenCalled();
    expect(page.visited).toEqual(["/members?page=2#row"]);
  });

  it("shows the page to who is signed in, in an outage too", () => {
    const place = open(
      active,
      <RequireSession>
        <Secret />
      </RequireSession>,
    );
    expect(place.textContent).toBe("secret");
    const mounts = mounted.mock.calls.length;
    page.change({ kind: "unreachable", session, outage });
    expect(place.textContent).toBe("secret");
    expect(mounted).toHaveBeenCalledTimes(mounts);
  });

  it("leads who is signed out to the sign-in page in one step, with the deep link", () => {
    open(
      signedOut,
      <RequireSession>
        <Secret />
      </RequireSession>,
    );
    expect(page.visited).toEqual(["/members?page=2#row", "/sign-in?return_to=%2Fmembers%3Fpage%3D2%23row"]);
    expect(mounted).not.toHaveBeenCalled();
  });

  it.each(["person", "other-tab"] as const)("leads to rest who was signed out by %s", (reason) => {
    open(
      { ...signedOut, reason },
      <RequireSession>
        <Secret />
      </RequireSession>,
    );
    expect(page.visited.at(-1)).toBe("/signed-out");
  });

  it("says that nobody can be asked, with a reference and two ways on", async () => {
    const place = open(
      { kind: "unreachable", session: null, outage },
      <RequireSession>
        <Secret />
      </RequireSession>,
    );
    expect(place.querySelector("h1")?.textContent).toBe("Sign-in service unreachable");
    expect(place.textContent).toContain("Reference http_500");
    expect(place.querySelector("a")?.getAttribute("href")).toBe(
      "/sign-in?return_to=%2Fmembers%3Fpage%3D2%23row",
    );
    await page.click("Try now");
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
    const place = open(
      state,
      <RequireSession>
        <Secret />
      </RequireSession>,
    );
    expect(place.querySelector("h1")?.textContent).toBe(title);
    expect(place.textContent).not.toContain("Reference");
  });

  it("holds the very page whose session has ended, with the offer over it, and goes on with it", () => {
    const place = open(
      active,
      <RequireSession reauthentication={dialog}>
        <Secret />
      </RequireSession>,
    );
    const secret = place.querySelector("p");
    page.change(held);
    expect(place.textContent).toBe("secretsign in again");
    page.change(active);
    expect(place.textContent).toBe("secret");
    expect(place.querySelector("p")).toBe(secret);
    expect(page.visited).toEqual(["/members?page=2#row"]);
  });

  it("gives the next person a page of their own", () => {
    const place = open(
      active,
      <RequireSession reauthentication={dialog}>
        <Secret />
      </RequireSession>,
    );
    const secret = place.querySelector("p");
    page.change(held);
    page.change({ kind: "active", session: { ...session, user: { ...session.user, id: "user_2" } } });
    expect(place.textContent).toBe("secret");
    expect(place.querySelector("p")).not.toBe(secret);
  });

  it("leads to the sign-in page where there is nothing to offer over the page", () => {
    open(
      held,
      <RequireSession>
        <Secret />
      </RequireSession>,
    );
    expect(page.visited.at(-1)).toBe("/sign-in?return_to=%2Fmembers%3Fpage%3D2%23row");
  });

  it("doesn't take the page away further in while it is held further out", () => {
    const place = open(
      active,
      <RequireSession reauthentication={dialog}>
        <RequirePermission permissions={["members:read"]}>
          <Secret />
        </RequirePermission>
      </RequireSession>,
    );
    page.change(held);
    expect(place.textContent).toBe("secretsign in again");
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
    const place = open(active, guarded());
    expect(place.querySelector("h1")?.textContent).toBe(title);
    expect(place.textContent).toContain(words);
    expect(mounted).not.toHaveBeenCalled();
    expect(page.visited).toEqual(["/members?page=2#row"]);
  });

  it.each(guards)(
    "%s decides nothing before the session is known, and asks who is signed out to sign in",
    (_, guarded) => {
      const place = open(restoring, guarded());
      expect(place.textContent).toBe("Restoring your session…");
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
    const place = open(active, guarded());
    expect(place.textContent).toBe("secret");
    page.change({ kind: "unreachable", session, outage });
    expect(place.textContent).toBe("secret");
  });

  it("names the one permission and the one role in the singular", () => {
    let place = open(
      active,
      <RequirePermission permissions={["billing"]}>
        <Secret />
      </RequirePermission>,
    );
    expect(place.textContent).toContain("Missing permission: billing");
    page.close();
    place = open(
      active,
      <RequireRole roles={["owner"]}>
        <Secret />
      </RequireRole>,
    );
    expect(place.textContent).toContain("Needed role: owner");
  });

  it("switches to the organization on a click", async () => {
    open(
      active,
      <RequireOrganization organizationId="org_2">
        <Secret />
      </RequireOrganization>,
    );
    await page.click("Switch organization");
    expect(page.asked).toEqual([["switchToOrganization", { organizationId: "org_2" }]]);
  });

  it("offers no switch to who only lacks an organization", () => {
    const none: SessionState = { kind: "active", session: { ...session, organizationId: null } };
    const place = open(
      none,
      <RequireOrganization>
        <Secret />
      </RequireOrganization>,
    );
    expect(place.querySelector("h1")?.textContent).toBe("This page needs an organization");
    expect(place.querySelector("button")).toBeNull();
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
      expect(open(state, door, "/sign-in").textContent).toBe("secret");
      expect(page.visited).toEqual(["/sign-in"]);
    },
  );

  it("waits until the session is known", () => {
    expect(open(restoring, door, "/sign-in").textContent).toBe("Restoring your session…");
    expect(mounted).not.toHaveBeenCalled();
  });

  it.each([
    ["/sign-in", "/dashboard"],
    ["/sign-in?return_to=%2Fmembers%3Fpage%3D2%23row", "/members?page=2#row"],
    ["/sign-in?return_to=%2F%2Fevil.example", "/dashboard"],
  ])("leads who is signed in from %s to %s in one step", (path, target) => {
    open(active, door, path);
    expect(page.visited).toEqual([path, target]);
    expect(mounted).not.toHaveBeenCalled();
  });
});
