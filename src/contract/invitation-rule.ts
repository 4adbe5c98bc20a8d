import { consumerMailDomains } from "./consumer-mail-domains.ts";
import { emailAddressKey, parseEmailAddress } from "./email-address.ts";

/**
 * Whether somebody with an account may take an invitation: any address where it leads to no organization; the invited address alone
 * where its domain hands out addresses to everybody; otherwise any address of the invited domain, of which a subdomain is no part.
 * Letter case and the spelling of an internationalised domain make no difference; a `+tag` does.
 *
 * @param invitation.accountEmail confirmed to be the person's; with an unconfirmed one anybody could claim to be a colleague
 * @param invitation.organizationId null where the invitation leads to no organization
 */
export function mayTakeInvitation(invitation: {
  invitedEmail: string;
  accountEmail: string;
  organizationId: string | null;
}): boolean {
  if (invitation.organizationId === null) return true;
  const invited = parseEmailAddress(invitation.invitedEmail);
  const account = parseEmailAddress(invitation.accountEmail);
  // What can't be read in one way only is nobody's colleague.
  if (invited === null || account === null) return false;
  const invitedKey = emailAddressKey(invited);
  const accountKey = emailAddressKey(account);
  if (invitedKey === accountKey) return true;
  const domain = readDomain(invitedKey);
  return domain === readDomain(accountKey) && !consumerMailDomains.has(domain);
}

function readDomain(addressKey: string): string {
  return addressKey.slice(addressKey.lastIndexOf("@") + 1);
}
