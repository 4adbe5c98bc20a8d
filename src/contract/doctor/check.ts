import { type Variables } from "../variables.ts";
import { type CheckId, checkWords, unknownWords, type UnknownReason } from "./messages.ts";

type FaultOf<Id extends CheckId> = keyof (typeof checkWords)[Id]["faults"] & string;

/** What a check found. `about` is never a secret: an address, a variable's name, a number. */
export type Finding =
  | { status: "ok" }
  | { status: "wrong"; fault: string; about: string }
  | { status: "unknown"; reason: UnknownReason };

export type CheckResult = { id: CheckId } & Finding;

/** A result in words. `fault` is its name in the catalogue; the texts are null where they don't apply. */
export type DescribedResult = {
  id: CheckId;
  status: Finding["status"];
  fault: string | null;
  title: string;
  wrong: string | null;
  notice: string | null;
  mend: string | null;
  /** Why it couldn't be checked. */
  why: string | null;
};

export const allCheckIds = Object.keys(checkWords).filter(isCheckId);

/** A check for every id, so that none is left out in silence. */
export type Checks = Record<CheckId, () => Promise<Finding>>;

/** What a feature's own check takes from the machine on which the command runs. */
export type FeatureMachine = {
  variables: Variables;
  /** TXT records of a name, as node:dns has them; rejects with a `code` such as ENOTFOUND. */
  resolveTxt: (name: string) => Promise<string[][]>;
  fetch: typeof fetch;
  /** Takes the place of the login at the mail server, for tests; null: there is none. */
  checkMail: (() => Promise<{ kind: "ready" } | { kind: "failing"; cause: string }>) | null;
};

/** A check that a feature adds to the command. */
export type FeatureCheck = {
  id: CheckId;
  /** @param isReached whether the deployed function reaches what is checked, as far as it says */
  check: (machine: FeatureMachine, isReached: boolean) => Promise<Finding>;
};

export const ok: Finding = { status: "ok" };

export function unknown(reason: UnknownReason): Finding {
  return { status: "unknown", reason };
}

/** A finding of the check with that id; the catalogue has words for the fault. */
export function wrong<Id extends CheckId>(_id: Id, fault: FaultOf<Id>, about = ""): Finding {
  return { status: "wrong", fault, about };
}

/** Makes all checks at once; one that throws is `unknown`, so that a mistake in one hides no other. */
export async function runChecks(
  checks: Checks,
  onResult: (result: CheckResult) => void = () => undefined,
): Promise<CheckResult[]> {
  return await Promise.all(
    allCheckIds.map(async (id) => {
      const finding = await checks[id]().catch(() => unknown("failed"));
      const result: CheckResult = { id, ...finding };
      onResult(result);
      return result;
    }),
  );
}

export function describeResult(result: CheckResult): DescribedResult {
  const words = checkWords[result.id];
  const faults: Record<string, (about: string) => string> = words.faults;
  const { title, notice, mend } = words;
  const described = { id: result.id, status: result.status, title, fault: null, wrong: null, why: null };
  switch (result.status) {
    case "ok":
      return { ...described, notice: null, mend: null };
    case "unknown":
      return { ...described, notice: null, mend: null, why: unknownWords[result.reason] };
    case "wrong": {
      const text = faults[result.fault]?.(redact(result.about).slice(0, longestText)).trim() ?? result.fault;
      return { ...described, fault: result.fault, wrong: text, notice, mend };
    }
  }
  return result satisfies never;
}

/** Of what a console says of itself. */
const longestText = 500;

const severity = { wrong: 0, unknown: 1, ok: 2 } as const;

/** What is wrong first. */
export function sortResults<Result extends { status: Finding["status"] }>(
  results: readonly Result[],
): Result[] {
  return results.toSorted((a, b) => severity[a.status] - severity[b.status]);
}

const hidden: readonly [RegExp, string][] = [
  // A hostile console could otherwise write to the terminal what it likes, its clipboard included.
  [/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, "\u{FFFD}"],
  // JSON Web Tokens, signed or encrypted (RFC 7515, RFC 7516).
  [/\beyJ[\w-]+(?:\.[\w-]*)+/g, "…"],
  [/\b(?:sk|re|key|pk)_[\w-]{6,}/g, "…"],
  [/[^\s@<>"'()]+@[^\s@<>"'()]+/g, "…"],
  // Queries and fragments hold codes, tokens and addresses.
  [/([?#])[^\s"'<>)]+/g, "$1…"],
  // Keys, nonces and ids are long runs; words with separators aren't.
  [/(?<![\w.-])(?!client_)(?=[\w-]*\d)[A-Za-z0-9_-]{32,}(?![\w.-])/g, "…"],
];

/** The text without control characters, and without anything that could be a secret or a person's: checks name none. */
export function redact(text: string): string {
  return hidden.reduce((rest, [pattern, replacement]) => rest.replaceAll(pattern, replacement), text);
}

function isCheckId(name: string): name is CheckId {
  return Object.hasOwn(checkWords, name);
}

/** The message of what `parse` throws; null where it throws nothing. Messages of ours name a variable and no value. */
export function findRefusal(parse: () => unknown): string | null {
  try {
    parse();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
