const separators = /[\s\p{Pd}\p{Cf}\p{Default_Ignorable_Code_Point}\u2212\u30fc\uff70]/gu;

/**
 * The text with every decimal digit of Unicode (٤, ४, ４, 𝟒) as its ASCII digit. Superscripts, circled digits and Roman numerals
 * aren't decimal digits, so they stay as they are.
 */
export function foldDecimalDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => String(readDigit(digit.codePointAt(0) ?? 0)));
}

/** A typed code with ASCII digits, without spaces, dashes (the dash key of a kana keyboard too) and invisible characters. */
export function foldTypedCode(text: string): string {
  return foldDecimalDigits(text).replace(separators, "");
}

/** Unicode has each script's digits in a row, from zero to nine (chapter 4.6), so the place in the row is the value. */
function readDigit(codePoint: number): number {
  let place = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(codePoint - place - 1))) place += 1;
  return place % 10;
}
