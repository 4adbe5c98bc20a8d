/**
 * Characters that leave no trace on the screen, as a part of a character class: zero-width and soft hyphens, joiners, byte order
 * marks, direction marks, variation selectors, tags, fillers, spaces, control characters. Copying takes them along.
 */
export const invisible = String.raw`\p{Default_Ignorable_Code_Point}\p{White_Space}\p{Cc}\u2800\uFFF9-\uFFFB`;

const visiblePart = new RegExp(`[^${invisible}](?:.*[^${invisible}])?`, "su");

/** The text without invisible characters at its ends. */
export function trimInvisible(text: string): string {
  return visiblePart.exec(text)?.[0] ?? "";
}
