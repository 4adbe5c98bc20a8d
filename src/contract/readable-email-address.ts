import { toAsciiDomain } from "./email-address.ts";

/**
 * The address as people write it: with `münchen.de` in place of `xn--mnchen-3ya.de`. `parseEmailAddress` reads it back to the same
 * address.
 *
 * A domain that could be taken for another one keeps its ASCII form (homograph attack): `xn--80ak6aa92e.com` would look like
 * `apple.com`.
 */
export function formatEmailAddress(address: string): string {
  const at = address.lastIndexOf("@");
  const domain = address.slice(at + 1);
  if (at === -1 || !/(?:^|\.)xn--/i.test(domain)) return address;
  const labels = domain.split(".").map(decodeLabel);
  if (!labels.every((label) => label !== null && isUnmistakable(label))) return address;
  const readable = labels.join(".");
  return toAsciiDomain(readable) === domain.toLowerCase() ? `${address.slice(0, at)}@${readable}` : address;
}

/** Labels in the letters of one writing system. Latin lacks the letters that look like `i`, `k` and others. */
const plainLabels = [
  /^[a-z0-9\u00DF-\u00F6\u00F8-\u0130\u0132-\u0137\u0139-\u013E\u0141-\u0148\u014C-\u017E\u01A1\u01B0\u0219\u021B\u1EA0-\u1EF9-]+$/,
  /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\u30FC0-9-]+$/u,
  /^[\p{sc=Cyrillic}0-9-]+$/u,
  /^[\p{sc=Greek}0-9-]+$/u,
  ...[
    "Arabic",
    "Hebrew",
    "Devanagari",
    "Bengali",
    "Tamil",
    "Telugu",
    "Kannada",
    "Gujarati",
    "Gurmukhi",
    "Thai",
  ].map((script) => new RegExp(String.raw`^(?:(?!\p{Nd})\p{sc=${script}}|[0-9-])+$`, "u")),
];

/** Letters of other writing systems that look like Latin ones: a label of nothing else could be a Latin word. */
const lookalikes =
  /^[асԁеһіјӏорԛѕԝхугьпѵѡαγεηικνορστυχω\u05D5\u05D7\u05DF\u05E1\u05F0\u0627\u0647\u06C1ทนบพรหเแ0-9-]+$/u;

function isUnmistakable(label: string): boolean {
  if (/^[a-z0-9-]+$/i.test(label)) return true;
  return !lookalikes.test(label) && plainLabels.some((plain) => plain.test(label));
}

/** A label of a domain in Unicode; null when it isn't valid Punycode (RFC 3492, section 6.2). */
function decodeLabel(label: string): string | null {
  if (!/^xn--/i.test(label)) return label;
  const encoded = label.slice("xn--".length).toLowerCase();
  const delimiter = encoded.lastIndexOf("-");
  const output = encoded.slice(0, Math.max(delimiter, 0)).split("");
  let codePoint = 128;
  let index = 0;
  let bias = 72;
  for (let at = delimiter + 1; at < encoded.length;) {
    const before = index;
    let weight = 1;
    for (let k = 36; ; k += 36) {
      const digit = "abcdefghijklmnopqrstuvwxyz0123456789".indexOf(encoded.charAt(at) || "!");
      at += 1;
      if (digit === -1) return null;
      index += digit * weight;
      const threshold = Math.min(Math.max(k - bias, 1), 26);
      if (digit < threshold) break;
      weight *= 36 - threshold;
    }
    const length = output.length + 1;
    bias = adaptBias(index - before, length, before === 0);
    codePoint += Math.floor(index / length);
    index %= length;
    // Of an endless label it is no number at all.
    if (!(codePoint <= 0x10_ffff)) return null;
    output.splice(index, 0, String.fromCodePoint(codePoint));
    index += 1;
  }
  return output.join("");
}

function adaptBias(delta: number, length: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? 700 : 2));
  rest += Math.floor(rest / length);
  let bias = 0;
  for (; rest > 455; bias += 36) rest = Math.floor(rest / 35);
  return bias + Math.floor((36 * rest) / (rest + 38));
}
