import { stripMisleading } from "../../contract/invisible-characters.ts";
import { formatEmailAddress } from "../../contract/readable-email-address.ts";

type Named = { firstName: string | null; lastName: string | null; email: string };

/** The names that are known, without characters that could mislead; "" where there are none. */
export function buildFullName({ firstName, lastName }: Pick<Named, "firstName" | "lastName">): string {
  return [firstName, lastName]
    .map((name) => stripMisleading(name ?? ""))
    .filter(Boolean)
    .join(" ");
}

/** What a person is called on the page: the names that are known, else the address. */
export function buildPersonName({ firstName, lastName, email }: Named): string {
  return buildFullName({ firstName, lastName }) || formatEmailAddress(email);
}
