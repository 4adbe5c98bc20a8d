import { describe, expect, it } from "vitest";

import { type AccessRequirement, checkAccess } from "./access.ts";
import { type Session } from "./session-state.ts";
import { buildWorkosPerson } from "./testing/workos-person.ts";

const session: Session = {
  source: "workos",
  ...buildWorkosPerson({ permissions: ["a", "b"], roles: ["editor"] }),
};

describe("checkAccess", () => {
  it.each<AccessRequirement>([
    {},
    { permissions: [] },
    { permissions: ["a"] },
    { permissions: ["b", "a"] },
    { roles: [] },
    { roles: ["member"] },
    { roles: ["admin", "editor"] },
    { organizationId: "org_1" },
    { organizationId: true },
    { permissions: ["a"], roles: ["editor"], organizationId: "org_1" },
  ])("grants what %o asks for", (requirement) => {
    expect(checkAccess(session, requirement)).toEqual({ kind: "granted" });
  });

  it("names every permission that is missing, and none that isn't", () => {
    expect(checkAccess(session, { permissions: ["a", "c", "d"] })).toEqual({
      kind: "forbidden",
      missingPermissions: ["c", "d"],
      missingRoles: [],
    });
  });

  it("names the roles of which one is needed", () => {
    expect(checkAccess(session, { roles: ["admin", "owner"] })).toEqual({
      kind: "forbidden",
      missingPermissions: [],
      missingRoles: ["admin", "owner"],
    });
  });

  it("knows no role of somebody without any", () => {
    expect(checkAccess({ ...session, role: null, roles: null }, { roles: ["member"] })).toMatchObject({
      kind: "forbidden",
    });
  });

  it("counts the one role where there is no list", () => {
    expect(checkAccess({ ...session, roles: null }, { roles: ["member"] })).toEqual({ kind: "granted" });
  });

  it("tells the wrong organization from a missing permission, and says which is needed", () => {
    expect(checkAccess(session, { organizationId: "org_2", permissions: ["z"] })).toEqual({
      kind: "wrongOrganization",
      required: "org_2",
      current: "org_1",
    });
  });

  it.each([true, "org_2"] as const)(
    "asks somebody without an organization for one (%s)",
    (organizationId) => {
      expect(checkAccess({ ...session, organizationId: null }, { organizationId })).toEqual({
        kind: "wrongOrganization",
        required: organizationId === true ? null : "org_2",
        current: null,
      });
    },
  );
});
