import type { EmailAddress } from "../../contract/email-address.ts";

export type Account = {
  email: EmailAddress;
  isConfirmed: boolean;
  firstName: string | null;
  lastName: string | null;
  subject: string;
  workosUserId: string | null;
  organizations: { id: string; name: string; role: string | null }[];
  requires: "nothing" | "sso" | "mfa";
  isRemoved: boolean;
  createdAtMs: number | null;
};
export type AccountDirectory = {
  find(
    email: EmailAddress,
  ): Promise<
    { kind: "found"; account: Account } | { kind: "absent" } | { kind: "unavailable"; cause: string }
  >;
};
