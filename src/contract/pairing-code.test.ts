import { describe, expect, it } from "vitest";

import { encodePairingCode, formatPairingCode, parsePairingCode } from "./pairing-code.ts";

describe("encodePairingCode", () => {
  it.each([
    [[0, 0, 0, 0, 0, 0, 0], "0000000000"],
    [[255, 255, 255, 255, 255, 255, 255], "ZZZZZZZZZZ"],
    [
      [0b00000_000, 0b01_00010_0, 0b0011_0010, 0b0_00101_00, 0b110_00111, 0b01000_010, 0b01_111111],
      "0123456789",
    ],
  ])("reads the first 50 bits of %j", (bytes, expected) => {
    expect(encodePairingCode(new Uint8Array(bytes))).toBe(expected);
  });

  it("gives what parses again, for any bytes", () => {
    for (let round = 0; round < 200; round += 1) {
      const pairingCode = encodePairingCode(crypto.getRandomValues(new Uint8Array(32)));
      expect(parsePairingCode(pairingCode)).toBe(pairingCode);
    }
  });
});

describe("parsePairingCode", () => {
  it.each([
    "ABCDE-FGH12",
    "abcde fgh12",
    " abcdefgh12 ",
    "abcde-fghi2",
    "ABCDE–FGHL2".replace("–", "-"),
    "ＡＢＣＤＥＦＧＨ１２",
    "ａｂｃｄｅ－ｆｇｈ１２",
    "ABCDEーFGH12",
    "ABCDE-FGH١٢",
    "abcde–fgh۱۲",
    "ABCDE FGH𝟏𝟐",
    "\u200eABCDE\u00a0FGH१2\u200b",
  ])("reads %j as people type it", (typed) => {
    expect(parsePairingCode(typed)).toBe("ABCDEFGH12");
  });

  it("takes the letter O for a zero", () => {
    expect(parsePairingCode("OOOOO-ooooo")).toBe("0000000000");
  });

  it.each([
    "",
    "123456",
    "ABCDEFGH1",
    "ABCDEFGH123",
    "ABCDEFGHU1",
    "ABCDEFGH①②",
    "ABCDEFGH¹²",
    "ABCDEFGHⅠ1",
    "ABCDE_FGH1",
    1234567890,
    null,
    "A".repeat(100),
  ])("refuses %j", (typed) => {
    expect(parsePairingCode(typed)).toBeNull();
  });
});

describe("formatPairingCode", () => {
  it("sets two groups of five", () => {
    const pairingCode = parsePairingCode("ABCDEFGH12");
    expect(pairingCode && formatPairingCode(pairingCode)).toBe("ABCDE-FGH12");
  });
});
