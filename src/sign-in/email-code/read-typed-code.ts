import { oneTimeCodeLength } from "../../contract/email-code.ts";
import { type FunctionFailure } from "../../contract/function-call.ts";
import { foldDecimalDigits, foldTypedCode } from "../../contract/typed-code.ts";

/** Why the code field's content can't be checked: digits are missing, or it isn't clear which digits are the code. */
export type TypedCodeFailure = "incomplete" | "noCode" | { kind: "severalCodes"; codes: string[] };

export function isTypedCodeFailure(
  failure: TypedCodeFailure | FunctionFailure | null,
): failure is TypedCodeFailure {
  return typeof failure === "string" || failure?.kind === "severalCodes";
}

/** Between the two groups of a code. */
const separator = String.raw`(?:\p{Zs}?[\p{Pd}\u2212]\p{Zs}?|\p{Zs})`;

/** What the code field shows next. */
export type TypedCode = { digits: string; failure: TypedCodeFailure | null };

/**
 * Numbers of a text that are no code, whatever digits they have: URLs, offsets from UTC after a time, and telephone numbers with a country
 * code (ITU-T E.164: at most fifteen digits) or in the national form with a trunk prefix, such as `030 123456`. The lengths are limited,
 * so that a long text takes no time.
 */
const otherNumbers = new RegExp(
  [
    String.raw`(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}:\/\/[!-~]*`,
    String.raw`(?<=:[0-9]{2} ?(?:[a-z]{2,3} ?)?)[+-][0-9]{4}(?![0-9])`,
    String.raw`\+[0-9](?:[ ()/-]{0,3}[0-9]){6,14}`,
    String.raw`(?<![0-9][.,:/-]?)\(?0(?:[0-9]{2,4}\)?[ /-](?:[ ()/-]{0,3}[0-9]){6,14}|[0-9]\)?[ /-](?:[ ()/-]{0,3}[0-9]){7,14})`,
  ].join("|"),
  "giu",
);

/** Numbers of six digits with a sign between, which would otherwise look like parts of a longer number. */
const listedNumbers = /(?<![0-9]|[0-9][.,:/-])[0-9]{6}(?:[,;/|-][0-9]{6})+(?![0-9]|[.,:/-][0-9])/gu;

/**
 * Six digits together, in two groups, or one by one. Not a part of a longer number, date, time, amount or version (`10:31:45`, `3.14`),
 * and not of a word, host name, address or identifier (`INV-418203-A`, `x418203`).
 */
const codeGroup = new RegExp(
  String.raw`(?<![0-9\p{Script=Latin}_+]|[0-9][.,:/’'\p{Pd}\u2212]|[\p{Script=Latin}][./@]|\p{Sc}\p{Zs}?)` +
    String.raw`(?:[0-9]{6}|(?<![0-9]\p{Zs})(?:[0-9]{3}SEPARATOR[0-9]{3}|[0-9](?:DISTANCE[0-9]){5})(?!\p{Zs}[0-9]))`
      .replace("SEPARATOR", separator)
      .replace("DISTANCE", String.raw`(?:${separator}|[\p{Zs}\t]{1,3})`) +
    String.raw`(?![0-9\p{Script=Latin}_@]|[.,:/’'\p{Pd}\u2212][0-9]|\.\p{Ll}|[/\p{Pd}][\p{Script=Latin}]|\p{Zs}?\p{Sc})`,
  "gu",
);

/** The whole text is a code in two groups, whatever sign is between them. */
const groupedCode = /^\s*[0-9]{3}\s*[\p{P}\p{S}]\s*[0-9]{3}\s*$/u;

/**
 * The code field after `input` took the place of `before`: at most six digits. A pasted text can have many numbers: its code is taken if
 * there is exactly one (equal ones count once). Otherwise the field keeps what it had, because each wrong guess costs a try.
 */
export function readTypedCode(before: string, input: string): TypedCode {
  const codes = findCodes(input);
  if (codes.length > 1) return { digits: before, failure: { kind: "severalCodes", codes } };
  const [code] = codes;
  if (code !== undefined) return { digits: code, failure: null };

  const digits = foldDecimalDigits(input).replace(/[^0-9]/g, "");
  const folded = foldTypedCode(input);
  const isWhole = digits.length === oneTimeCodeLength && (folded === digits || groupedCode.test(folded));
  if (isWhole || digits.length < oneTimeCodeLength) return { digits, failure: null };
  // One key too many in a full field.
  if (before.length === oneTimeCodeLength && digits.length <= oneTimeCodeLength + 1)
    return { digits: before, failure: null };
  return { digits: before, failure: "noCode" };
}

function findCodes(input: string): string[] {
  const text = foldDecimalDigits(input)
    .replace(/\p{Cf}/gu, "")
    .replace(otherNumbers, "\n")
    .replace(listedNumbers, (list) => list.replace(/[^0-9]/g, "\n"));
  return [...new Set((text.match(codeGroup) ?? []).map((group) => group.replace(/[^0-9]/g, "")))];
}
