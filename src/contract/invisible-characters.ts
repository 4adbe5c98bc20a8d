/**
 * Characters that leave no trace on the screen, as a part of a character class: zero-width and soft hyphens, joiners, byte order
 * marks, direction marks, variation selectors, tags, fillers, spaces, control characters. Copying takes them along.
 */
const invisible = String.raw`\p{Default_Ignorable_Code_Point}\p{White_Space}\p{Cc}\u2800\uFFF9-\uFFFB`;

const visiblePart = new RegExp(`[^${invisible}](?:.*[^${invisible}])?`, "su");
// An ordinary space is seen between letters.
const invisibleInside = new RegExp(`(?! )[${invisible}]`, "u");

/** The text without invisible characters at its ends. */
export function trimInvisible(text: string): string {
  return visiblePart.exec(text)?.[0] ?? "";
}

/** The first invisible character inside a text, as the text before it and the character's name in Unicode; null when there is none. */
export function findInvisibleCharacter(text: string): { before: string; codePoint: string } | null {
  const trimmed = trimInvisible(text);
  const found = invisibleInside.exec(trimmed);
  if (found === null) return null;
  const codePoint = (trimmed.codePointAt(found.index) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return { before: trimmed.slice(0, found.index), codePoint: `U+${codePoint}` };
}
