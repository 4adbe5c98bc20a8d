/** One or two letters for a person: of the names, else of the address. */
export function buildInitials(user: {
  firstName: string | null;
  lastName: string | null;
  email: string;
}): string {
  const letters = [user.firstName, user.lastName].map((name) => firstLetter(name ?? "")).join("");
  return (letters === "" ? firstLetter(user.email) : letters).toUpperCase();
}

/** The first grapheme, so that a letter with combining marks stays whole. */
function firstLetter(text: string): string {
  // The segmenter's rules take longer to load than the whole first page does to render.
  const plain = /^ *([!-~])(?:[ -~]|$)/.exec(text)?.[1];
  if (plain !== undefined) return plain;
  const [first] = new Intl.Segmenter().segment(
    text.replaceAll(/[\p{Cc}\p{Cf}]|(?<=\p{M}{8})\p{M}/gu, "").trim(),
  );
  return first?.segment ?? "";
}
