import { expect, it } from "vitest";

import { parseEmailAddress } from "./email-address.ts";
import { formatEmailAddress } from "./readable-email-address.ts";

it.each([
  "ada@münchen.de",
  "ada@bücher.example",
  "ada@post.straße.example",
  "ada@łódź.example",
  "ada@例え.テスト",
  "ada@пример.испытание",
  "ada@παράδειγμα.δοκιμή",
  "ada@مثال.إختبار",
  "ada@דוגמה.טעסט",
  "ada@उदाहरण.परीक्षा",
  "ada@ไทย.example",
  "ada@실례.테스트",
  "ada@café.mañana.example",
  "Ada+tag@münchen.de",
  "ada@việt.vn",
  "ada@bắc.đông.example",
  "ada@ștefan.țară.example",
  "ada@తెలుగు.example",
  "ada@ಕನ್ನಡ.example",
  "ada@ગુજરાતી.example",
  "ada@ਪੰਜਾਬੀ.example",
  "ada@中國123.example",
  "ada@xn-münchen.example",
  "ada@a.b.münchen-süd.de",
  "ada@example.com",
])("shows %s as it is typed", (typed) => {
  const address = parseEmailAddress(typed) ?? "";
  expect(address).toMatch(/^[!-~]+$/);
  expect(formatEmailAddress(address)).toBe(typed);
});

it.each([
  ["Cyrillic that looks like apple", "ada@xn--80ak6aa92e.com"],
  ["Latin with a Cyrillic a", parseEmailAddress("ada@p\u0430ypal.example")],
  ["Cyrillic with a Latin a", parseEmailAddress("ada@\u043F\u0440\u0438\u043Ca\u0440.example")],
  ["Greek that looks like Latin", parseEmailAddress("ada@\u03BF\u03BA\u03B1.example")],
  ["Greek that looks like gov", parseEmailAddress("ada@\u03B3\u03BF\u03BD.example")],
  ["Hebrew that looks like lo", parseEmailAddress("ada@\u05DF\u05E1.example")],
  ["Arabic that looks like lo", parseEmailAddress("ada@\u0627\u0647.example")],
  ["Thai that looks like Latin", parseEmailAddress("ada@\u0E17\u0E19\u0E1A.example")],
  ["Latin in a Japanese label", parseEmailAddress("ada@com\u30CEexample.example")],
  ["an emoji", parseEmailAddress("ada@\u{1F600}.example")],
  ["a dotless i", parseEmailAddress("ada@paypal\u0131.example")],
  ["an extended Latin letter", parseEmailAddress("ada@\u0251pple.example")],
  ["a joiner", "ada@xn--mgba3gch31f060k.example"],
  ["invalid Punycode", "ada@xn--\u00FC.example"],
  ["Punycode that ends too early", "ada@xn--mnchen-3y.de"],
  ["Punycode beyond Unicode", "ada@xn--99999999.de"],
  ["Punycode beyond all numbers", `ada@xn--${"9".repeat(400)}a.de`],
  ["Punycode of ASCII", "ada@xn--example-.com"],
  ["no address", "xn--mnchen-3ya.de"],
  ["nothing", ""],
])("shows the domain as it is sent: %s", (_, address) => {
  expect(address).not.toBeNull();
  expect(formatEmailAddress(address ?? "")).toBe(address);
});
