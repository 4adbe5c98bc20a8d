import { describe, expect, it } from "vitest";

import { linearTimeoutMs } from "./testing/linear-time.ts";
import { parseEmailAddress } from "./email-address.ts";
import { findInvisibleCharacter, isolateText, stripMisleading } from "./invisible-characters.ts";
import { trimInvisible } from "./trim-invisible.ts";

const characters: [name: string, character: string][] = [
  ["zero-width space", "\u200B"],
  ["zero-width non-joiner", "\u200C"],
  ["zero-width joiner", "\u200D"],
  ["word joiner", "\u2060"],
  ["byte order mark", "\uFEFF"],
  ["soft hyphen", "\u00AD"],
  ["left-to-right mark", "\u200E"],
  ["right-to-left mark", "\u200F"],
  ["Arabic letter mark", "\u061C"],
  ["left-to-right embedding", "\u202A"],
  ["pop directional formatting", "\u202C"],
  ["right-to-left override", "\u202E"],
  ["first strong isolate", "\u2068"],
  ["pop directional isolate", "\u2069"],
  ["invisible separator", "\u2063"],
  ["combining grapheme joiner", "\u034F"],
  ["Hangul filler", "\u3164"],
  ["half-width Hangul filler", "\uFFA0"],
  ["Mongolian vowel separator", "\u180E"],
  ["braille blank", "\u2800"],
  ["variation selector 16", "\uFE0F"],
  ["variation selector 17", "\u{E0100}"],
  ["tag", "\u{E0041}"],
  ["no-break space", "\u00A0"],
  ["narrow no-break space", "\u202F"],
  ["figure space", "\u2007"],
  ["hair space", "\u200A"],
  ["ideographic space", "\u3000"],
  ["line separator", "\u2028"],
  ["next line", "\u0085"],
  ["tab", "\t"],
  ["null", "\u0000"],
  ["delete", "\u007F"],
];

describe("invisible characters", () => {
  it.each(characters)("are trimmed at both ends, and found inside: %s", (_, character) => {
    expect(trimInvisible(`${character} ${character}ada${character}`)).toBe("ada");
    expect(parseEmailAddress(`${character}ada@example.com${character}${character}`)).toBe("ada@example.com");
    expect(findInvisibleCharacter(`${character}ada@example.com${character}`)).toBeNull();

    const codePoint = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
    for (const [before, after] of [
      ["ada", "@example.com"],
      ["ada@exam", "ple.com"],
      ["ada@example", ".com"],
      ["ada@", "example.com"],
    ] as const) {
      expect(parseEmailAddress(before + character + after)).toBeNull();
      expect(findInvisibleCharacter(before + character + after)).toEqual({ before, codePoint });
    }
  });

  it.each(["", " ", "ada", "ada lovelace", "ada@bücher.example", "😀", "é", "\u0301"])(
    "are not found in %j",
    (text) => {
      expect(findInvisibleCharacter(text)).toBeNull();
    },
  );

  it("leave nothing of a text that has no others", () => {
    expect(trimInvisible("\u200B \uFEFF\t")).toBe("");
  });

  it(
    "are trimmed from a long text in linear time",
    () => {
      const blank = " ".repeat(1_000_000);
      expect(trimInvisible(`${blank}a${blank}b${blank}`)).toHaveLength(1_000_002);
    },
    linearTimeoutMs,
  );
});

describe("stripMisleading", () => {
  it.each([
    ["Ada\u202E Lovelace", "Ada Lovelace"],
    ["\u2066Ada\u2069", "Ada"],
    ["\u200F\u061CAda", "Ada"],
    ["A\u200Bd\uFEFFa", "Ada"],
    ["A\u200Dd\u200C\u200Da", "Ada"],
    ["Ada\u{E0041}\u{E0100}", "Ada"],
    ["Ada\nLovelace\u0007", "AdaLovelace"],
    ["\u200B\u3164", ""],
    ["\u05d0\u05d3\u05d4", "\u05d0\u05d3\u05d4"],
    ["\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"],
    ["\u{1F469}\u200D\u{1F4BB}", "\u{1F469}\u200D\u{1F4BB}"],
    ["\u2764\uFE0F", "\u2764\uFE0F"],
  ])("makes %j readable: %j", (text, shown) => {
    expect(stripMisleading(text)).toBe(shown);
  });
});

describe("combining marks", () => {
  it.each([
    ["a stack over the rows beside it", `Z${"\u0301".repeat(200)}oe`],
    ["a stack in parts", `Z${`${"\u0301".repeat(7)}\u200D`.repeat(30)}oe`],
    ["a stack with grapheme joiners", `Z${`${"\u0301".repeat(7)}\u034F`.repeat(30)}oe`],
  ])("are cut to eight in a name: %s", (_, name) => {
    expect([...stripMisleading(name).matchAll(/\p{M}/gu)].length).toBeLessThanOrEqual(8);
  });

  it.each([
    "Nguye\u0302\u0303n",
    "\u05d1\u05bc\u05b0\u05e8",
    "\u0f66\u0f90\u0fa4\u0fb1\u0f74",
    "\u1019\u103c\u1014\u103a\u1019\u102c",
  ])("stay where a writing system needs them: %s", (name) => {
    expect(stripMisleading(name)).toBe(name);
  });
});

describe("isolateText", () => {
  it.each([
    ["Hebrew", "\u05D0\u05D3\u05D4"],
    ["Arabic", "Acme \u0634\u0631\u0643\u0629"],
    ["Thaana", "\u0784"],
    ["N'Ko", "\u07CA"],
    ["Adlam", "\u{1E900}"],
    ["Hebrew presentation forms", "\uFB21"],
    ["Arabic presentation forms", "\uFE8D"],
  ])("isolates a name in %s", (_, name) => {
    expect(isolateText(name)).toBe(`\u2068${name}\u2069`);
  });

  it.each([
    "Ada Lovelace",
    "Zo\u00EB & S\u00F8n (\u0418\u0432\u0430\u043D)",
    "\u674E\u96F7",
    "ada@example.com",
    "42",
  ])("adds nothing to %s, which people may copy", (name) => {
    expect(isolateText(name)).toBe(name);
  });
});
