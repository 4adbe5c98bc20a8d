import type { EmailAddress } from "../../../../contract/email-address.ts";

/** A membership of an account, from the team's own source or from WorkOS. */
export type AccountOrganization = { id: string; name: string; role: string | null };

/** An account of the local issuer. */
export type Account = {
  email: EmailAddress;
  /** Whether the user has proved that the address is theirs; an unconfirmed address gets no code. */
  isConfirmed: boolean;
  firstName: string | null;
  lastName: string | null;
  /** Stable id inside the local issuer: the WorkOS user id if there is one. */
  subject: string;
  workosUserId: string | null;
  organizations: AccountOrganization[];
  /** What a mailed code can't replace: the organization's single sign-on, or a second factor. */
  requires: "nothing" | "sso" | "mfa";
  isRemoved: boolean;
  createdAtMs: number | null;
};

export type FindAccountResult =
  | { kind: "found"; account: Account }
  | { kind: "absent" }
  /** The source couldn't be read; the cause is for the log and contains no personal data. */
  | { kind: "unavailable"; cause: string };

/** The accounts of the local issuer; different spellings of a mailbox find the same account. */
export type AccountDirectory = { find: (email: EmailAddress) => Promise<FindAccountResult> };
