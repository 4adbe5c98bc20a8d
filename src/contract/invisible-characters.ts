import { invisible, trimInvisible } from "./trim-invisible.ts";

// An ordinary space is seen between letters.
const invisibleInside = /* @__PURE__ */ new RegExp(`(?! )[${invisible}]`, "u");

/**
 * Characters of a name that change how the text around it reads, or make two names look the same: direction controls, zero-width
 * characters, tags, stacks of marks that cover the lines beside them. Joiners stay where a writing system or an emoji needs them.
 */
const misleading =
  /[\p{Bidi_Control}\p{Cc}\u00AD\u115F\u1160\u180E\u200B\u2028\u2029\u2060-\u2065\u206A-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0000}-\u{E0FFF}]|\u034F|(?<=^|[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{Nd}\p{White_Space}\u200C\u200D])[\u200C\u200D]|(?<=[\p{M}\u200C\u200D]{8})\p{M}/gu;

/** Another person's text, such as a name, without the characters that could mislead its readers. */
export function stripMisleading(text: string): string {
  const shown = text.replaceAll(misleading, "").trim();
  return trimInvisible(shown) === "" ? "" : shown;
}

/** The scripts that are written from right to left, by Unicode's blocks for them. */
const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/**
 * Another person's text for the middle of a sentence from left to right: in its own direction, which ends with it (Unicode's
 * bidirectional algorithm, UAX #9 section 2.4). Otherwise a name from right to left could turn the words around it. Other names
 * get no such characters, which people would copy along.
 */
export function isolateText(text: string): string {
  const shown = stripMisleading(text);
  return rightToLeft.test(shown) ? `\u2068${shown}\u2069` : shown;
}

/** A template whose texts are each isolated; numbers stay as they are. */
export function withIsolated(strings: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return strings.reduce((before, after, index) => {
    const value = values[index - 1] ?? "";
    return before + (typeof value === "number" ? String(value) : isolateText(value)) + after;
  });
}

/** The first invisible character inside a text, as the text before it and the character's name in Unicode; null when there is none. */
export function findInvisibleCharacter(text: string): { before: string; codePoint: string } | null {
  const trimmed = trimInvisible(text);
  const found = invisibleInside.exec(trimmed);
  if (found === null) return null;
  const codePoint = (trimmed.codePointAt(found.index) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return { before: trimmed.slice(0, found.index), codePoint: `U+${codePoint}` };
}
