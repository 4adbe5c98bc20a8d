/** Longer headers come from no browser; what lies beyond is not read (denial of service by long headers). */
const maximumHeaderLength = 1000;
const maximumRanges = 20;

const weightedRange =
  /^(\*|[a-z]{1,8}(?:-[a-z0-9]{1,8})*)(?:[ \t]*;[ \t]*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?$/;

type LanguageRange = { range: string; weight: number };

/**
 * The language of `available` that suits an `Accept-Language` header best (RFC 9110 section 12.5.4), found by lookup: each range
 * in the order of its weight, shortened from its end until it names an available one (RFC 4647 section 3.4). The fallback where
 * none does, and where the header is absent or nonsense; ranges that can't be read are passed over.
 */
export function chooseLanguage<Language extends string>(
  acceptLanguage: string | null,
  available: readonly Language[],
  fallback: Language,
): Language {
  const ranges = parseAcceptLanguage(acceptLanguage ?? "");
  const refused = new Set(ranges.filter(({ weight }) => weight === 0).map(({ range }) => range));
  const acceptable = available.filter((language) => !refused.has(language.toLowerCase()));
  // "*" needs no care: it names no language, so lookup passes it over.
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

/** The range without its last subtag, and without a single letter that would then stand at its end: it only introduces another. */
function shortenRange(range: string): string {
  const subtags = range.split("-").slice(0, -1);
  if (subtags.at(-1)?.length === 1) subtags.pop();
  return subtags.join("-");
}
