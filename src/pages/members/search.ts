import { trimInvisible } from "../../contract/trim-invisible.ts";
import { type Member } from "../../contract/members.ts";
import { formatEmailAddress } from "../../contract/readable-email-address.ts";

/** Whether each word that is searched for begins a part of the name or stands in the address; case and accents don't count. */
export function matchesSearch(
  member: Pick<Member, "firstName" | "lastName" | "email">,
  search: string,
): boolean {
  const name = fold([member.firstName, member.lastName].filter(Boolean).join(" "));
  const email = `${fold(member.email)} ${fold(formatEmailAddress(member.email))}`;
  return fold(search)
    .split(/\s+/)
    .every((word) => word === "" || ` ${name}`.includes(` ${word}`) || email.includes(word));
}

function fold(text: string): string {
  return trimInvisible(text).normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
