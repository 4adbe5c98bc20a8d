import { buildTestUser } from "../../contract/testing/test-session.ts";
import { type WorkosPerson } from "../../workos/workos-state.ts";

/** Somebody who is signed in through AuthKit. */
export function buildWorkosPerson(overrides: Partial<WorkosPerson> = {}): WorkosPerson {
  return {
    user: {
      ...buildTestUser({ email: "grace@example.com", firstName: "Grace", lastName: "Hopper" }),
      object: "user",
      externalId: undefined,
    },
    organizationId: "org_1",
    role: "member",
    roles: ["member"],
    permissions: ["members:read"],
    featureFlags: ["beta"],
    impersonator: { email: "admin@example.com", reason: "support" },
    authenticationMethod: "SSO",
    ...overrides,
  };
}
