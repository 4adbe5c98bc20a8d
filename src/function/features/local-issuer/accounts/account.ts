import type { EmailAddress } from "../../../../contract/email-address.ts";

/** A membership of an account, as the team's own source or WorkOS names it. */
export type AccountOrganization = { id: string; name: string; role: string | null };

/** Somebody whom the local issuer may know. */
export type Account = {
  email: EmailAddress;
  /** Whether the address was proven to be the person's; without that nobody gets a code. */
  isConfirmed: boolean;
  firstName: string | null;
  lastName: string | null;
  /** Stable id inside the local issuer: the WorkOS user id where there is one. */
  subject: string;
  workosUserId: string | null;
  organizations: AccountOrganization[];
  /** What a mailed code can't stand in for: a single sign-on of the organization, or a second factor. */
  requires: "nothing" | "sso" | "mfa";
  isRemoved: boolean;
  createdAtMs: number | null;
};

export type FindAccountResult =
  | { kind: "found"; account: Account }
  | { kind: "absent" }
  /** Nobody could say; the cause is words for the log and holds nothing personal. */
  | { kind: "unavailable"; cause: string };

/** The accounts of the local issuer. Two spellings of one mailbox find the same account. */
export type AccountDirectory = { find: (email: EmailAddress) => Promise<FindAccountResult> };
