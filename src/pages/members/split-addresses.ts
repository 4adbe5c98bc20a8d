import { type EmailAddress, parseEmailAddress } from "../../contract/email-address.ts";

/** What somebody typed as addresses, in order and without repetitions. */
export type SplitAddresses = {
  addresses: EmailAddress[];
  /** Pieces that are no addresses, as they were typed. */
  wrong: string[];
};

/** Reads addresses that stand on lines, or between commas, semicolons or spaces; `Name <address>` counts as its address. */
export function splitAddresses(text: string): SplitAddresses {
  const pieces = text
    .replaceAll(/"[^"\n]*"/g, " ")
    .replaceAll(/[^,;\n<>]*<([^<>]*)>/g, " $1 ")
    .split(/[\s,;]+/)
    .filter((piece) => piece !== "");
  const addresses = new Map<string, EmailAddress>();
  const wrong: string[] = [];
  for (const piece of pieces) {
    const address = parseEmailAddress(piece);
    if (address === null) wrong.push(piece);
    else addresses.set(address.toLowerCase(), addresses.get(address.toLowerCase()) ?? address);
  }
  return { addresses: [...addresses.values()], wrong };
}
