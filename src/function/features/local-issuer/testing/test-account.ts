import { type EmailAddress, parseEmailAddress } from "../../../../contract/email-address.ts";
import type { Account } from "../accounts/account.ts";

/** The address in its parsed form. */
export function testAddress(text: string): EmailAddress {
  const email = parseEmailAddress(text);
  if (email === null) throw new Error(`${text} is no address`);
  return email;
}

/** Ada's account, confirmed and allowed to use codes, with the given changes. */
export function buildTestAccount(changes: Partial<Account> = {}): Account {
  return {
    email: testAddress("ada@example.com"),
    isConfirmed: true,
    firstName: "Ada",
    lastName: "Lovelace",
    subject: "user_ADA",
    workosUserId: "user_ADA",
    organizations: [],
    requires: "nothing",
    isRemoved: false,
    createdAtMs: null,
    ...changes,
  };
}
