import { type EmailAddress, parseEmailAddress } from "./email-address.ts";
import { trimInvisible } from "./trim-invisible.ts";
import { splitOutsideQuotes } from "./separated-list.ts";

/**
 * The addresses of a line or a cell, in their order, and the pieces that are none, as they were written. Between addresses there may be
 * commas, semicolons, tabs, vertical bars and spaces. `Name <address>` and `'address'`, as address books write them, and `mailto:address`
 * are the address.
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
  return splitOutsideQuotes(text, ";\t|；").flatMap((cell) => {
    const parts = splitOutsideQuotes(cell, ",，、").map(trimInvisible);
    return parts.flatMap((part, at) =>
      isBeginningOfName(part, parts[at + 1] ?? "") ? [] : part.split(/(?<=>)\s+/).flatMap(readPart),
    );
  });
}

function readPart(part: string): string[] {
  if (part === "") return [];
  const [, quoted] = /^"((?:[^"]|"")*)"$/.exec(part) ?? [];
  if (quoted !== undefined) return splitPieces(quoted.replaceAll('""', '"'));
  const [, before = "", within] = /^([^<>]*)<([^<>]*)>$/.exec(part) ?? [];
  if (within === undefined) return splitAtSpaces(part).map(readWritten);
  const address = readWritten(within);
  const isNamed = isName(before) || readWritten(before).toLowerCase() === address.toLowerCase();
  return isNamed ? [address] : [part];
}

/** The address in `'address'` and in `mailto:address?subject=…`; another address in the part after `?` must not get lost. */
function readWritten(text: string): string {
  const written = trimInvisible(text);
  const unquoted = /^['‘’“”„«»](.*)['‘’“”«»]$/s.exec(written)?.[1] ?? written;
  return /^mailto:([^?]*)(?:\?[^@]*)?$/i.exec(unquoted)?.[1] ?? unquoted;
}

/** Whether this is `Lovelace` of `Lovelace, Ada <ada@example.com>`. An address that lacks its @ would have a dot between letters. */
function isBeginningOfName(part: string, next: string): boolean {
  return /^(?:[^@.<>]|\.(?!\S))+$/.test(part) && /^[^@<>]+<[^<>]+>$/.test(next);
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
