import { type EmailAddress, parseEmailAddress } from "../contract/email-address.ts";
import { seedCreatedAt, seedMemberships, seedOrganizations, seedPeople } from "./people.ts";

/** Somebody whom the function's local issuer knows in development, in the form that the function reads accounts in. */
export type LocalAccount = {
  email: EmailAddress;
  isConfirmed: true;
  firstName: string;
  lastName: string;
  subject: string;
  workosUserId: string | null;
  organizations: { id: string; name: string; role: string }[];
  requires: "nothing";
  isRemoved: false;
  createdAtMs: number;
};

/** Has an account of the team's own alone: the mocked WorkOS has never heard of her, so the local issuer signs her in. */
export const mary = { email: "mary@example.com", firstName: "Mary", lastName: "Somerville" } as const;

/** Whom the local issuer's mails come from in development. */
export const localMailFrom = { name: "Portico", address: requireAddress("door@example.com") };

/**
 * The accounts of the local issuer in development: the people of the mocked WorkOS, as a sync would have copied them, who fall
 * back to it while a fault keeps WorkOS from answering, and one person more.
 */
export function listLocalAccounts(): LocalAccount[] {
  const people = seedPeople.map((person) => ({ ...person, workosUserId: person.id, subject: person.id }));
  return [...people, { ...mary, workosUserId: null, subject: "acct_mary" }].map((person) => ({
    email: requireAddress(person.email),
    isConfirmed: true,
    firstName: person.firstName,
    lastName: person.lastName,
    subject: person.subject,
    workosUserId: person.workosUserId,
    organizations: listOrganizations(person.workosUserId),
    requires: "nothing",
    isRemoved: false,
    createdAtMs: Date.parse(seedCreatedAt),
  }));
}

function listOrganizations(userId: string | null): LocalAccount["organizations"] {
  return seedMemberships.flatMap((membership) => {
    const organization = seedOrganizations.find(({ id }) => id === membership.organizationId);
    return membership.userId === userId && organization !== undefined
      ? [{ ...organization, role: membership.roleSlug }]
      : [];
  });
}

function requireAddress(text: string): EmailAddress {
  const email = parseEmailAddress(text);
  if (email === null) throw new Error(`${text} is no address`);
  return email;
}
