/** No browser sends longer headers; the rest is ignored (denial of service by long headers). */
const maximumHeaderLength = 1000;
const maximumRanges = 20;

const weightedRange =
  /^(\*|[a-z]{1,8}(?:-[a-z0-9]{1,8})*)(?:[ \t]*;[ \t]*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?$/;

type LanguageRange = { range: string; weight: number };

/**
 * The best available language for an `Accept-Language` header, by lookup (RFC 4647 section 3.4): each range in order of weight is
 * shortened from its end until it matches. The fallback when none matches or the header is absent or malformed; malformed ranges
 * are ignored.
 */
export function chooseLanguage<Language extends string>(
  acceptLanguage: string | null,
  available: readonly Language[],
  fallback: Language,
): Language {
  const ranges = parseAcceptLanguage(acceptLanguage ?? "");
  const refused = new Set(ranges.filter(({ weight }) => weight === 0).map(({ range }) => range));
  const acceptable = available.filter((language) => !refused.has(language.toLowerCase()));
  // "*" names no language, so lookup ignores it.
  const wanted = ranges
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight);

  for (const { range } of wanted) {
    for (let shortened = range; shortened !== ""; shortened = shortenRange(shortened)) {
      const match = acceptable.find((language) => language.toLowerCase() === shortened);
      if (match !== undefined) return match;
    }
  }
  return fallback;
}

function parseAcceptLanguage(header: string): LanguageRange[] {
  return header
    .slice(0, maximumHeaderLength)
    .toLowerCase()
    .split(",", maximumRanges)
    .flatMap((part) => {
      const match = weightedRange.exec(part.replace(/^[ \t]+|[ \t]+$/g, ""));
      const range = match?.[1];
      return range === undefined ? [] : [{ range, weight: Number(match?.[2] ?? "1") }];
    });
}

/** The range without its last subtag, and without a trailing single letter, which only introduces another subtag. */
function shortenRange(range: string): string {
  const subtags = range.split("-").slice(0, -1);
  if (subtags.at(-1)?.length === 1) subtags.pop();
  return subtags.join("-");
}
