import { encodeBase64url } from "../../../../contract/base64url.ts";
import { type EmailAddress, emailAddressKey } from "../../../../contract/email-address.ts";

const hashedBytes = 16;

/**
 * The local issuer's id of an account: the WorkOS user id, or `acct_…` derived from the address, so that the address stays out
 * of tokens and logs. Different spellings of an address give the same id.
 */
export async function deriveAccountSubject(
  email: EmailAddress,
  workosUserId: string | null,
): Promise<string> {
  if (workosUserId !== null) return workosUserId;
  const bytes = new TextEncoder().encode(`portico account ${emailAddressKey(email)}`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `acct_${encodeBase64url(digest.slice(0, hashedBytes))}`;
}
