import { formatEmailAddress } from "../../contract/readable-email-address.ts";

type Named = { firstName: string | null; lastName: string | null; email: string };

/** What a person is called on the page: the names that are known, else the address. */
export function buildPersonName({ firstName, lastName, email }: Named): string {
  return [firstName, lastName].filter(Boolean).join(" ") || formatEmailAddress(email);
}
