import { type WorkosPerson } from "../../workos/workos-state.ts";

/** Somebody who is signed in through AuthKit. */
export function buildWorkosPerson(overrides: Partial<WorkosPerson> = {}): WorkosPerson {
  return {
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
    featureFlags: ["beta"],
    impersonator: { email: "admin@example.com", reason: "support" },
    authenticationMethod: "SSO",
    ...overrides,
  };
}
