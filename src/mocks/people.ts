/** A person who has an account at the mocked WorkOS from the start. Ids are fixed, so that tokens survive a restart. */
export type SeedPerson = {
  id: string;
  email: string;
  firstName: string;
  lastName: string;
  /** Default true. */
  emailVerified?: boolean;
  /** Whether the hosted page offers them to choose; default true. */
  isOffered?: boolean;
};

export type SeedOrganization = {
  id: string;
  name: string;
  /** Domains whose mailboxes belong to the organization; none by default. */
  domains?: { domain: string; state: "verified" | "pending" | "failed" }[];
};

/** A way into an organization through its own identity provider. */
export type SeedConnection = {
  id: string;
  organizationId: string;
  state: "active" | "inactive" | "draft" | "validating";
};

/** A second factor that a person has enrolled. */
export type SeedAuthFactor = { id: string; userId: string };

export type SeedRole = { slug: string; name: string; permissions: string[] };

export type SeedMembership = {
  id: string;
  userId: string;
  organizationId: string;
  roleSlug: string;
  /** Default active. Nobody signs in to an organization through an inactive one. */
  status?: "active" | "inactive";
  /** Milliseconds since the Unix epoch; by default when the seeded people were created. */
  createdAtMs?: number;
};

/** Everything that a mocked WorkOS knows from the start. */
export type DirectorySeed = {
  people: SeedPerson[];
  organizations: SeedOrganization[];
  memberships: SeedMembership[];
  connections: SeedConnection[];
  authFactors: SeedAuthFactor[];
  /** None by default. */
  requirements?: { userId: string; requirement: SignInRequirement }[];
};

/** When the seeded people and organizations were created, ISO 8601. */
export const seedCreatedAt = "2026-01-05T09:00:00.000Z";

export const ada: SeedPerson = {
  id: "user_01K00000000000000000000ADA",
  email: "ada@example.com",
  firstName: "Ada",
  lastName: "Lovelace",
};

export const grace: SeedPerson = {
  id: "user_01K000000000000000000GRACE",
  email: "grace@example.com",
  firstName: "Grace",
  lastName: "Hopper",
};

export const linus: SeedPerson = {
  id: "user_01K00000000000000000KLNSPG",
  email: "linus@example.com",
  firstName: "Linus",
  lastName: "Pauling",
};

/** Belongs to no organization: her access tokens carry neither role nor permissions. */
export const hedy: SeedPerson = {
  id: "user_01K0000000000000000000HEDY",
  email: "hedy@example.com",
  firstName: "Hedy",
  lastName: "Lamarr",
};

/** Has an authenticator app: after a right code it is asked for. The mock's own app shows its codes. */
export const margaret: SeedPerson = {
  id: "user_01K00000000000000000000MFA",
  email: "mfa@example.com",
  firstName: "Margaret",
  lastName: "Hamilton",
  isOffered: false,
};

/** Her organization lets nobody in but through its own sign-on. */
export const sophie: SeedPerson = {
  id: "user_01K00000000000000000000SS0",
  email: "sso@example.com",
  firstName: "Sophie",
  lastName: "Wilson",
  isOffered: false,
};

/** Has an account, and an address that nobody has confirmed yet. */
export const emmy: SeedPerson = {
  id: "user_01K0000000000000000VNVERFD",
  email: "unverified@example.com",
  firstName: "Emmy",
  lastName: "Noether",
  emailVerified: false,
  isOffered: false,
};

/** Whom impersonations are done by: a member of the team that owns the environment, no user of the app. */
export const dashboardAdministrator = { email: "support@example.com" } as const;

export const seedPeople: SeedPerson[] = [ada, grace, linus, hedy];

/**
 * What WorkOS asks of somebody after a right code, or answers instead of a session. The choice of an organization and a second
 * factor aren't in it: they follow from having several, and from having one.
 */
export const signInRequirementNames = [
  "sign_up_not_allowed",
  "authentication_method_not_allowed",
  "organization_authentication_methods_required",
  "sso_required",
  "radar_challenge",
  "email_verification",
  "mfa_enrollment",
] as const;

export type SignInRequirement = (typeof signInRequirementNames)[number];

/** People of whom a code alone isn't enough; the hosted page, which asks for no proof of anything, doesn't offer them. */
export const seedPeopleWithSteps: SeedPerson[] = [margaret, sophie, emmy];

export const analyticalEngines: SeedOrganization = {
  id: "org_01K000000000000000000ENGNES",
  name: "Analytical Engines",
};

export const harbourWorks: SeedOrganization = {
  id: "org_01K00000000000000000HARBARW",
  name: "Harbour Works",
};

export const seedOrganizations: SeedOrganization[] = [analyticalEngines, harbourWorks];

export const seedRoles: SeedRole[] = [
  {
    slug: "admin",
    name: "Admin",
    permissions: ["members:read", "members:invite", "members:remove", "billing:manage"],
  },
  { slug: "member", name: "Member", permissions: ["members:read"] },
];

export const seedMemberships: SeedMembership[] = [
  membership("ADAENG", ada, analyticalEngines, "admin"),
  membership("ADAHAR", ada, harbourWorks, "member"),
  membership("GRACEN", grace, analyticalEngines, "member"),
  membership("KLNSHA", linus, harbourWorks, "member"),
];

/** The role of a member whom nobody gave another. */
export const defaultRoleSlug = "member";

/** Four people of whom a code is enough, and two organizations. */
export const plainSeed: DirectorySeed = {
  people: seedPeople,
  organizations: seedOrganizations,
  memberships: seedMemberships,
  connections: [],
  authFactors: [],
};

/** The seven people and two organizations that a mock begins with where its caller names no others. */
export const defaultSeed: DirectorySeed = {
  ...plainSeed,
  people: [...seedPeople, ...seedPeopleWithSteps],
  memberships: [...seedMemberships, membership("S0PHAR", sophie, harbourWorks, "member")],
  authFactors: [{ id: "auth_factor_01K00000000000000000000MFA", userId: margaret.id }],
  requirements: [
    { userId: sophie.id, requirement: "sso_required" },
    { userId: emmy.id, requirement: "email_verification" },
  ],
};

function membership(
  suffix: string,
  person: SeedPerson,
  organization: SeedOrganization,
  roleSlug: string,
): SeedMembership {
  return {
    id: `om_01K00000000000000000${suffix}`,
    userId: person.id,
    organizationId: organization.id,
    roleSlug,
  };
}
