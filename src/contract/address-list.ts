import { type EmailAddress, parseEmailAddress } from "./email-address.ts";
import { trimInvisible } from "./invisible-characters.ts";
import { splitOutsideQuotes } from "./separated-list.ts";

/**
 * The addresses of a line or a cell, in their order, and the pieces that are none, as they were written. Between addresses there may be
 * commas, semicolons, tabs and spaces; `Name <address>`, as address books write it, is its address.
 */
export function readAddressList(text: string): { addresses: EmailAddress[]; wrong: string[] } {
  const addresses: EmailAddress[] = [];
  const wrong: string[] = [];
  for (const piece of splitPieces(text)) {
    const address = parseEmailAddress(piece);
    if (address === null) wrong.push(piece);
    else addresses.push(address);
  }
  return { addresses, wrong };
}

function splitPieces(text: string): string[] {
  const parts = splitOutsideQuotes(text, ",;\t").map(trimInvisible);
  return parts.flatMap((part, at) => {
    if (part === "" || isBeginningOfName(part, parts[at + 1] ?? "")) return [];
    const [, before = "", address] = /^([^<>]*)<(?:mailto:)?([^<>]*)>$/i.exec(part) ?? [];
    if (address !== undefined) return isName(before) || before.trim() === address ? [address] : [part];
    return splitAtSpaces(part);
  });
}

/** Whether this is `Lovelace` of `Lovelace, Ada <ada@example.com>`. An address that lacks its @ would have a dot. */
function isBeginningOfName(part: string, next: string): boolean {
  return /^[^@.<>]+$/.test(part) && /^[^@<>]+<[^<>]+>$/.test(next);
}

/** Whether the text before `<` names a person; quoted, it may hold anything. */
function isName(text: string): boolean {
  return !text.replaceAll(/"[^"]*"/g, "").includes("@");
}

function splitAtSpaces(part: string): string[] {
  const pieces = part.split(/\s+/);
  // Within a single address, a space that can't be seen is no separator but a mistake to point out.
  return pieces.every((piece) => piece.includes("@")) ? pieces : part.split(/ +/);
}
