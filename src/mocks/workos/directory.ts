import * as v from "valibot";

import {
  seedCreatedAt,
  seedRoles,
  type DirectorySeed,
  type SeedAuthFactor,
  type SeedConnection,
  type SeedMembership,
  type SeedOrganization,
  type SignInRequirement,
} from "../people.ts";
import { userIdOf } from "./identifiers.ts";

/** Schema of a user as sealed tokens carry it from one run of the mock to the next. */
export const userSchema = v.object({
  id: v.string(),
  email: v.string(),
  emailVerified: v.boolean(),
  firstName: v.nullable(v.string()),
  lastName: v.nullable(v.string()),
  createdAtMs: v.number(),
  updatedAtMs: v.number(),
  lastSignInAtMs: v.nullable(v.number()),
});

export type DirectoryUser = v.InferOutput<typeof userSchema>;

/** A user's place in an organization, with what the role allows. */
export type Membership = {
  id: string;
  userId: string;
  organization: SeedOrganization;
  roleSlug: string;
  permissions: string[];
};

/** The mock's accounts, organizations and memberships. */
export type Directory = {
  findUser(userId: string): DirectoryUser | undefined;
  findUserByEmail(email: string): DirectoryUser | undefined;
  /** The user with this address, made now if there is none; without a name, the address not yet confirmed. */
  createUser(email: string): Promise<DirectoryUser>;
  /** The user with this address and name, confirmed: the hosted page asks nobody for proof. */
  signUp(profile: { email: string; firstName: string; lastName: string }): Promise<DirectoryUser>;
  /** Sets up somebody for a test: what a sign-in by code asks of them, and in which organizations they are members. */
  setUp(person: {
    email: string;
    requirements: readonly SignInRequirement[];
    organizationIds: readonly string[];
    /** Whether they have an authenticator app. */
    secondFactor: boolean;
  }): Promise<DirectoryUser>;
  /** What WorkOS asks of the user after a right code. */
  listRequirements(userId: string): readonly SignInRequirement[];
  /** Takes a user from a token of an earlier run, unless this run knows the account already. */
  restoreUser(user: DirectoryUser): DirectoryUser;
  markSignedIn(userId: string): void;
  listUsers(): DirectoryUser[];
  /** Who is offered on the hosted page: the seeded people, then the latest to sign up. */
  listPeopleToOffer(): DirectoryUser[];
  findOrganization(organizationId: string): SeedOrganization | undefined;
  listOrganizations(): SeedOrganization[];
  listMemberships(filter: { userId?: string; organizationId?: string }): Membership[];
  listConnections(organizationId: string | null): SeedConnection[];
  listAuthFactors(userId: string): SeedAuthFactor[];
  findAuthFactor(factorId: string): SeedAuthFactor | undefined;
  clear(): void;
};

const offeredNewcomers = 5;

export function createDirectory(now: () => number, seeded: DirectorySeed): Directory {
  const users = new Map<string, DirectoryUser>();
  const requirements = new Map<string, readonly SignInRequirement[]>();
  let memberships: SeedMembership[] = [];
  let authFactors: SeedAuthFactor[] = [];
  const seedIds = new Set(seeded.people.map((person) => person.id));
  const offeredIds = new Set(
    seeded.people.filter((person) => person.isOffered !== false).map(({ id }) => id),
  );
  const findOrganization = (organizationId: string): SeedOrganization | undefined =>
    seeded.organizations.find((organization) => organization.id === organizationId);

  function seed(): void {
    users.clear();
    requirements.clear();
    memberships = seeded.memberships;
    authFactors = seeded.authFactors;
    for (const { userId, requirement } of seeded.requirements ?? []) requirements.set(userId, [requirement]);
    const createdAtMs = Date.parse(seedCreatedAt);
    for (const { isOffered: _, ...person } of seeded.people) {
      users.set(person.id, {
        emailVerified: true,
        ...person,
        createdAtMs,
        updatedAtMs: createdAtMs,
        lastSignInAtMs: null,
      });
    }
  }
  seed();

  function findUserByEmail(email: string): DirectoryUser | undefined {
    const key = email.toLowerCase();
    return [...users.values()].find((user) => user.email.toLowerCase() === key);
  }

  async function createUser(email: string): Promise<DirectoryUser> {
    const id = await userIdOf(email.toLowerCase());
    const existing = findUserByEmail(email);
    if (existing !== undefined) return existing;
    const nowMs = now();
    const user: DirectoryUser = {
      id,
      email,
      emailVerified: false,
      firstName: null,
      lastName: null,
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
      lastSignInAtMs: null,
    };
    users.set(id, user);
    return user;
  }

  return {
    findUser: (userId) => users.get(userId),
    findUserByEmail,
    createUser,
    async signUp({ email, firstName, lastName }) {
      const user = await createUser(email);
      const signedUp = { ...user, firstName, lastName, emailVerified: true, updatedAtMs: now() };
      users.set(user.id, signedUp);
      return signedUp;
    },
    async setUp({ email, requirements: required, organizationIds, secondFactor }) {
      const user = await createUser(email);
      const suffix = user.id.slice("user_".length);
      requirements.set(user.id, required);
      authFactors = [
        ...authFactors.filter(({ userId }) => userId !== user.id),
        ...(secondFactor ? [{ id: `auth_factor_${suffix}`, userId: user.id }] : []),
      ];
      memberships = [
        ...memberships.filter(({ userId }) => userId !== user.id),
        ...organizationIds.map((organizationId, index) => ({
          id: `om_${suffix.slice(0, -1)}${String(index)}`,
          userId: user.id,
          organizationId,
          roleSlug: "member",
        })),
      ];
      return user;
    },
    listRequirements: (userId) => requirements.get(userId) ?? [],
    restoreUser(user) {
      const existing = users.get(user.id);
      if (existing !== undefined) return existing;
      users.set(user.id, user);
      return user;
    },
    markSignedIn(userId) {
      const user = users.get(userId);
      if (user === undefined) return;
      const nowMs = now();
      users.set(userId, { ...user, emailVerified: true, lastSignInAtMs: nowMs, updatedAtMs: nowMs });
    },
    listUsers: () => [...users.values()],
    listPeopleToOffer() {
      const verified = [...users.values()].filter((user) => user.emailVerified);
      const newcomers = verified.filter((user) => !seedIds.has(user.id)).slice(-offeredNewcomers);
      return [...verified.filter((user) => offeredIds.has(user.id)), ...newcomers.toReversed()];
    },
    findOrganization,
    listMemberships({ userId, organizationId }) {
      return memberships
        .filter((membership) => userId === undefined || membership.userId === userId)
        .filter((membership) => organizationId === undefined || membership.organizationId === organizationId)
        .flatMap((membership) => withRole(membership, findOrganization(membership.organizationId)));
    },
    listOrganizations: () => seeded.organizations,
    listConnections: (organizationId) =>
      seeded.connections.filter(
        (connection) => organizationId === null || connection.organizationId === organizationId,
      ),
    listAuthFactors: (userId) => authFactors.filter((factor) => factor.userId === userId),
    findAuthFactor: (factorId) => authFactors.find((factor) => factor.id === factorId),
    clear: seed,
  };
}

function withRole(membership: SeedMembership, organization: SeedOrganization | undefined): Membership[] {
  const role = seedRoles.find((candidate) => candidate.slug === membership.roleSlug);
  if (organization === undefined || role === undefined) return [];
  return [
    {
      id: membership.id,
      userId: membership.userId,
      organization,
      roleSlug: role.slug,
      permissions: role.permissions,
    },
  ];
}
