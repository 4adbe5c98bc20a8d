import { describe, expect, it } from "vitest";

import { linearTimeoutMs } from "../../../../contract/testing/linear-time.ts";
import { chooseLanguage } from "./choose-language.ts";

const available = ["en", "de", "fr", "pt-BR", "zh-Hant"] as const;
const choose = (header: string | null) => chooseLanguage(header, available, "en");

describe("chooseLanguage", () => {
  it.each([
    ["de", "de"],
    ["DE", "de"],
    ["de-CH-1996", "de"],
    ["fr-CA, de;q=0.9", "fr"],
    ["de;q=0.5, fr;q=0.8", "fr"],
    ["de;q=0.5,\tfr ; q=0.501", "fr"],
    ["fr, de", "fr"],
    ["it, nl;q=0.9, de;q=0.1", "de"],
    ["pt-br", "pt-BR"],
    ["zh-hant-TW", "zh-Hant"],
    ["zh-Hant-x-private", "zh-Hant"],
    ["de;q=1.000", "de"],
    ["*;q=0.9, de;q=0.8", "de"],
  ])("answers %j with %s", (header, language) => {
    expect(choose(header)).toBe(language);
  });

  it.each([null, "", "*", "it", "pt", "deutsch-und-lang", "de;q=0", "de-AT;q=0.9, de;q=0"])(
    "falls back to the default language for %j",
    (header) => {
      expect(choose(header)).toBe("en");
    },
  );

  it.each([
    "de;q=2",
    "de;q=-1",
    "de;q=0.1234",
    "de;q=",
    "de_DE",
    "de--DE",
    "-de",
    "de\r\nX-Injected: 1",
    "de\0",
    "ｄｅ",
    "__proto__",
    "constructor",
  ])("ignores %j and uses the next range", (range) => {
    expect(choose(`${range}, fr;q=0.1`)).toBe("fr");
  });

  it("reads at most twenty ranges and a thousand characters", () => {
    expect(choose(`${"it,".repeat(19)}de`)).toBe("de");
    expect(choose(`${"it,".repeat(20)}de`)).toBe("en");
    expect(choose(`${" ".repeat(1000)}de`)).toBe("en");
  });

  it(
    "doesn't hang on a hostile header",
    () => {
      expect(choose(`${"a-".repeat(500_000)};q=${"0".repeat(500_000)}`)).toBe("en");
      expect(choose(`${"\t ".repeat(500)},de`)).toBe("en");
    },
    linearTimeoutMs,
  );
});
