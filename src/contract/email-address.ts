import { findInvisibleCharacter } from "./invisible-characters.ts";
import { trimInvisible } from "./trim-invisible.ts";
import { longestEmailAddress } from "./sign-in-limits.ts";

/** An address that passed `parseEmailAddress`: NFKC, trimmed, ASCII, lower-case domain; safe to hand to a mailer. */
export type EmailAddress = string & { readonly __brand: "EmailAddress" };

const maximumLocalPartLength = 64;
const atom = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+$/;
const domainLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The typed address in the one form Portico uses, or null when it isn't a plain `local@domain`.
 *
 * Compatibility forms are folded first (NFKC), so that two addresses that look alike are the same one; quoted local parts,
 * comments, address literals and non-ASCII local parts are refused, because mail systems disagree on them and an attacker
 * picks the reading that suits him. So are invisible characters: at the ends they are dropped, inside they could hide another
 * address in one that looks right. The domain goes to its ASCII form; the local part keeps its case and its `+tag`.
 */
export function parseEmailAddress(input: unknown): EmailAddress | null {
  if (typeof input !== "string" || input.length > 1024) return null;
  if (findInvisibleCharacter(input) !== null) return null;
  const normalized = trimInvisible(input).normalize("NFKC");
  const at = normalized.lastIndexOf("@");
  if (at < 1 || at !== normalized.indexOf("@")) return null;

  const localPart = normalized.slice(0, at);
  if (localPart.length > maximumLocalPartLength) return null;
  if (!localPart.split(".").every((part) => atom.test(part))) return null;

  const domain = toAsciiDomain(normalized.slice(at + 1));
  if (domain === null) return null;

  const address = `${localPart}@${domain}`;
  return isShortEnough(address) ? address : null;
}

/** What a refusal of the address says besides its code: where an invisible character is; empty when there is none. */
export function describeInvisibleCharacter(typed: string): { more?: { detail: string } } {
  const found = findInvisibleCharacter(typed);
  if (found === null) return {};
  return {
    more: { detail: `There is an invisible character (${found.codePoint}) after "${found.before}".` },
  };
}

/** Key under which an address is counted and looked up: two spellings of one mailbox fall together. */
export function emailAddressKey(address: EmailAddress): string {
  return address.toLowerCase();
}

/**
 * Whether the browser's sign-in is the page's. A browser keeps one sign-in, and another tab may have begun one for another address since:
 * the page's code must not count as a wrong guess there, nor its step end in the other person's session.
 */
export function isExpectedEmail(expectedEmail: string | undefined, email: EmailAddress): boolean {
  if (expectedEmail === undefined) return true;
  const expected = parseEmailAddress(expectedEmail);
  return expected !== null && emailAddressKey(expected) === emailAddressKey(email);
}

function isShortEnough(address: string): address is EmailAddress {
  return address.length <= longestEmailAddress;
}

/** The ASCII form of a domain; null when it is no domain of a mail address. */
export function toAsciiDomain(domain: string): string | null {
  // The URL parser would also accept ports, credentials and percent escapes, and read numbers as IPv4 addresses.
  if (/[\s:/?#@\\%[\]<>^|]/u.test(domain)) return null;
  // What it would leave as it is: no upper case, nothing to encode or decode, and no number at the end.
  if (/^(?!.*xn--)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/.test(domain)) return domain;
  let hostname: string;
  try {
    hostname = new URL(`https://${domain}`).hostname;
  } catch {
    return null;
  }
  const labels = hostname.split(".");
  if (labels.length < 2 || !labels.every((label) => domainLabel.test(label))) return null;
  const topLevel = labels.at(-1) ?? "";
  return /^[0-9]+$/.test(topLevel) ? null : hostname;
}
