import { describe, expect, it } from "vitest";

import { foldDecimalDigits, foldTypedCode } from "./typed-code.ts";

/** Names of CLDR's numbering systems with ten digits of their own (UTS #35, part 3), which the runtime can write. */
const numberingSystems = Intl.supportedValuesOf("numberingSystem").filter(
  (system) => system !== "hanidec" && /^\p{Nd}+$/u.test(writeDigits(system)),
);

function writeDigits(system: string): string {
  const format = new Intl.NumberFormat("en", { numberingSystem: system, useGrouping: false });
  return format.format(1_234_567_890);
}

describe("foldDecimalDigits", () => {
  it.each(numberingSystems)("reads the digits of the numbering system %s", (system) => {
    expect(foldDecimalDigits(writeDigits(system))).toBe("1234567890");
  });

  it("knows more than sixty numbering systems", () => {
    expect(numberingSystems.length).toBeGreaterThan(60);
  });

  it("leaves no decimal digit of Unicode, and reads each value equally often", () => {
    const counts = new Map<string, number>();
    for (let codePoint = 0; codePoint <= 0x10_ff_ff; codePoint += 1) {
      const character = String.fromCodePoint(codePoint);
      if (!/\p{Nd}/u.test(character)) continue;
      const digit = foldDecimalDigits(character);
      counts.set(digit, (counts.get(digit) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted()).toEqual("0123456789".split(""));
    expect(new Set(counts.values()).size).toBe(1);
  });

  it.each(["²", "①", "Ⅳ", "½", "⒈", "𐄇", "一", "₁", "⑩", "੫a".slice(1)])("leaves %s as it is", (text) => {
    expect(foldDecimalDigits(text)).toBe(text);
  });
});

describe("foldTypedCode", () => {
  it.each([
    ["418203", "418203"],
    ["٤١٨٢٠٣", "418203"],
    ["۴۱۸۲۰۳", "418203"],
    ["४१८२०३", "418203"],
    ["৪১৮২০৩", "418203"],
    ["๔๑๘๒๐๓", "418203"],
    ["４１８－２０３", "418203"],
    ["４１８ー２０３", "418203"],
    ["𝟒𝟏𝟖𝟐𝟎𝟑", "418203"],
    ["4١८２𝟎3", "418203"],
    ["418\u00a0203", "418203"],
    ["418\u202f203", "418203"],
    ["418–203", "418203"],
    ["418−203", "418203"],
    ["\u200b418203\u2060", "418203"],
    ["\u2067٤١٨\u2069-٢٠٣", "418203"],
    ["\ufeff4 1 8 2 0 3\n", "418203"],
    ["418.203", "418.203"],
  ])("reads %j as %j", (text, folded) => {
    expect(foldTypedCode(text)).toBe(folded);
  });
});
