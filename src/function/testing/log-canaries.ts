import * as v from "valibot";

import { apiPaths } from "../../contract/api-paths.ts";

/**
 * What test browsers send and get, and everything that the function writes into its log and its events meanwhile: so that each test of
 * the function proves, beside what it is about, that nothing of the one is in the other.
 */
export type LogCanaries = {
  /** Begins to keep what follows; before it nothing is kept, so that a simulation of years doesn't fill the memory. */
  watch: () => void;
  /** A secret or a personal datum; shorter ones than six characters are too likely to stand somewhere by chance. */
  addCanary: (canary: unknown) => void;
  /** All texts in a JSON value, whatever their place. */
  addAllCanaries: (json: unknown) => void;
  /** A log entry or an event. */
  addOutput: (output: unknown) => void;
  /** What of the output holds a canary, and which, since the last call. */
  takeLeaks: () => string[];
};

/** Random and keyed values, in which six digits may stand by chance: their form is all that is looked at. */
const opaqueForms: Record<string, RegExp> = {
  reference: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  emailFingerprint: /^[\w-]{16}$/,
};
/** Paths of the contract, parameters in braces: a canary may stand in one by chance, as `/members` does, and none is ever written in. */
const callPaths: ReadonlySet<unknown> = new Set(Object.values(apiPaths));
/** Numbers that count time. */
const timeFields: ReadonlySet<string> = new Set(["atMs", "durationMs"]);

export function createLogCanaries(): LogCanaries {
  const canaries = new Set<string>();
  const outputs: unknown[] = [];
  let isWatching = false;
  const addCanary = (canary: unknown): void => {
    if (isWatching && typeof canary === "string" && canary.length >= 6) canaries.add(canary.toLowerCase());
  };
  return {
    watch: () => {
      isWatching = true;
    },
    addCanary,
    addAllCanaries: (json) => {
      for (const { value } of listLeaves(json)) addCanary(value);
    },
    addOutput: (output) => {
      if (isWatching) outputs.push(output);
    },
    takeLeaks: () => {
      const texts = outputs.splice(0).map(readableText);
      const whole = texts.join("\n");
      const found = [...canaries].filter((canary) => holds(whole, canary));
      canaries.clear();
      return found.map(
        (canary) => `"${canary}" stands in ${texts.find((text) => holds(text, canary)) ?? ""}`,
      );
    },
  };
}

/** The canaries of the running test; `watch-function-output.ts` looks at them after each one. */
export const logCanaries = createLogCanaries();

/** Six digits within a longer run of digits, as ids have them, are no code. */
function holds(text: string, canary: string): boolean {
  if (!text.includes(canary)) return false;
  return !/^[0-9]+$/.test(canary) || new RegExp(`(?<![0-9])${canary}(?![0-9])`).test(text);
}

function readableText(output: unknown): string {
  return listLeaves(output)
    .filter(({ name, value }) => !timeFields.has(name) && !isOpaque(name, value))
    .map(({ name, value }) => `${name}=${String(value)}`)
    .join(" ")
    .toLowerCase();
}

function isOpaque(name: string, value: string | number): boolean {
  return opaqueForms[name]?.test(String(value)) === true || (name === "call" && callPaths.has(value));
}

type Leaf = { name: string; value: string | number };

function listLeaves(json: unknown, name = ""): Leaf[] {
  if (typeof json === "string" || typeof json === "number") return [{ name, value: json }];
  if (Array.isArray(json)) return json.flatMap((item: unknown) => listLeaves(item, name));
  const members = v.safeParse(v.record(v.string(), v.unknown()), json);
  if (!members.success) return [];
  return Object.entries(members.output).flatMap(([member, value]) => listLeaves(value, member));
}
