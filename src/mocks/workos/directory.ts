import * as v from "valibot";

import {
  seedCreatedAt,
  seedRoles,
  type DirectorySeed,
  type SeedAuthFactor,
  type SeedConnection,
  type SeedMembership,
  type SeedOrganization,
  type SeedRole,
  type SignInRequirement,
} from "../people.ts";
import { createId, userIdOf } from "./identifiers.ts";

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

/** Schema of a membership that came about in this run, as sealed tokens carry it to the next. */
export const joinedMembershipSchema = v.object({
  id: v.string(),
  userId: v.string(),
  organizationId: v.string(),
  roleSlug: v.string(),
  createdAtMs: v.number(),
});

export type JoinedMembership = v.InferOutput<typeof joinedMembershipSchema>;

/** A user's place in an organization, with what the role allows. Times in milliseconds since the Unix epoch. */
export type Membership = {
  id: string;
  userId: string;
  organization: SeedOrganization;
  roleSlug: string;
  permissions: string[];
  status: "active" | "inactive";
  createdAtMs: number;
};

/** The mock's accounts, organizations and memberships. */
export type Directory = {
  findUser(userId: string): DirectoryUser | undefined;
  findUserByEmail(email: string): DirectoryUser | undefined;
  /** The user with this address, made now if there is none; without a name, the address not yet confirmed. */
  createUser(email: string): Promise<DirectoryUser>;
  /** Whether the account was made with a mailed code alone and nobody has signed in to it: its first sign-in is a sign-up. */
  isProvisional(userId: string): boolean;
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
  /** Active memberships; inactive ones too where `includesInactive` says so. */
  listMemberships(filter: {
    userId?: string;
    organizationId?: string;
    includesInactive?: boolean;
  }): Membership[];
  /** Makes the user an active member, or an inactive member an active one; who is active stays as he is. */
  join(membership: JoinedMembership): void;
  /** The user's memberships that were not there from the start. */
  listJoined(userId: string): JoinedMembership[];
  /** Adds somebody with a confirmed address as a member, for tests that need many; who is a member stays one as he is. */
  addMember(member: {
    email: string;
    firstName: string;
    lastName: string;
    organizationId: string;
    roleSlug: string;
    status: "active" | "inactive";
    createdAtMs: number;
  }): Promise<void>;
  /** The environment's roles; every organization has the same. */
  listRoles(): SeedRole[];
  listConnections(organizationId: string | null): SeedConnection[];
  listAuthFactors(userId: string): SeedAuthFactor[];
  findAuthFactor(factorId: string): SeedAuthFactor | undefined;
  clear(): void;
};

const offeredNewcomers = 5;

export function createDirectory(now: () => number, seeded: DirectorySeed): Directory {
  const users = new Map<string, DirectoryUser>();
  const idsByEmailKey = new Map<string, string>();
  const provisionalIds = new Set<string>();
  const requirements = new Map<string, readonly SignInRequirement[]>();
  let memberships: SeedMembership[] = [];
  let authFactors: SeedAuthFactor[] = [];
  const seedIds = new Set(seeded.people.map((person) => person.id));
  const offeredIds = new Set(
    seeded.people.filter((person) => person.isOffered !== false).map(({ id }) => id),
  );
  const findOrganization = (organizationId: string): SeedOrganization | undefined =>
    seeded.organizations.find((organization) => organization.id === organizationId);

  function keep(user: DirectoryUser): void {
    users.set(user.id, user);
    idsByEmailKey.set(user.email.toLowerCase(), user.id);
  }

  function seed(): void {
    users.clear();
    idsByEmailKey.clear();
    provisionalIds.clear();
    requirements.clear();
    memberships = [...seeded.memberships];
    authFactors = seeded.authFactors;
    for (const { userId, requirement } of seeded.requirements ?? []) requirements.set(userId, [requirement]);
    const createdAtMs = Date.parse(seedCreatedAt);
    for (const { isOffered: _, ...person } of seeded.people) {
      keep({
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
    const id = idsByEmailKey.get(email.toLowerCase());
    return id === undefined ? undefined : users.get(id);
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
    keep(user);
    provisionalIds.add(id);
    return user;
  }

  async function signUp(profile: { email: string; firstName: string; lastName: string }) {
    const user = await createUser(profile.email);
    const { firstName, lastName } = profile;
    const signedUp = { ...user, firstName, lastName, emailVerified: true, updatedAtMs: now() };
    keep(signedUp);
    provisionalIds.delete(user.id);
    return signedUp;
  }

  function findRecord(userId: string, organizationId: string): SeedMembership | undefined {
    return memberships.find(
      (candidate) => candidate.userId === userId && candidate.organizationId === organizationId,
    );
  }

  return {
    findUser: (userId) => users.get(userId),
    findUserByEmail,
    createUser,
    isProvisional: (userId) => provisionalIds.has(userId),
    signUp,
    async setUp({ email, requirements: required, organizationIds, secondFactor }) {
      const user = await createUser(email);
      provisionalIds.delete(user.id);
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
      keep(user);
      return user;
    },
    markSignedIn(userId) {
      const user = users.get(userId);
      if (user === undefined) return;
      const nowMs = now();
      keep({ ...user, emailVerified: true, lastSignInAtMs: nowMs, updatedAtMs: nowMs });
      provisionalIds.delete(userId);
    },
    listUsers: () => [...users.values()],
    listPeopleToOffer() {
      const verified = [...users.values()].filter((user) => user.emailVerified);
      const newcomers = verified.filter((user) => !seedIds.has(user.id)).slice(-offeredNewcomers);
      return [...verified.filter((user) => offeredIds.has(user.id)), ...newcomers.toReversed()];
    },
    findOrganization,
    listMemberships({ userId, organizationId, includesInactive = false }) {
      return memberships
        .filter((membership) => includesInactive || membership.status !== "inactive")
        .filter((membership) => userId === undefined || membership.userId === userId)
        .filter((membership) => organizationId === undefined || membership.organizationId === organizationId)
        .flatMap((membership) => withRole(membership, findOrganization(membership.organizationId)));
    },
    join(membership) {
      const record = findRecord(membership.userId, membership.organizationId);
      if (record !== undefined && record.status !== "inactive") return;
      memberships = [...memberships.filter((other) => other !== record), { ...membership }];
      provisionalIds.delete(membership.userId);
    },
    listJoined: (userId) =>
      memberships
        .filter((membership) => membership.userId === userId && !seeded.memberships.includes(membership))
        .map(({ id, organizationId, roleSlug, createdAtMs = now() }) => ({
          id,
          userId,
          organizationId,
          roleSlug,
          createdAtMs,
        })),
    async addMember({ email, firstName, lastName, ...place }) {
      const user = await signUp({ email, firstName, lastName });
      if (findRecord(user.id, place.organizationId) !== undefined) return;
      memberships.push({ id: createId("om"), userId: user.id, ...place });
    },
    listRoles: () => seedRoles,
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
      status: membership.status ?? "active",
      createdAtMs: membership.createdAtMs ?? Date.parse(seedCreatedAt),
    },
  ];
}
