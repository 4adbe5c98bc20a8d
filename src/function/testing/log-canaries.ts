import * as v from "valibot";

import { apiPaths } from "../../contract/api-paths.ts";

/**
 * Compares what test browsers send and receive with everything that the function logs and emits meanwhile, so that every test of
 * the function also proves that no secret or personal data leaks there.
 */
export type LogCanaries = {
  /** Starts recording; nothing is kept before, so that long simulations don't fill the memory. */
  watch: () => void;
  /** A secret or personal data; values shorter than six characters are ignored, because they may occur by chance. */
  addCanary: (canary: unknown) => void;
  /** All strings anywhere in a JSON value. */
  addAllCanaries: (json: unknown) => void;
  /** A log entry or an event. */
  addOutput: (output: unknown) => void;
  /** The output since the last call that contains a canary, with the canary. */
  takeLeaks: () => string[];
};

/** Forms of random and keyed values, which may contain six digits by chance, so that only their form is checked. */
const opaqueForms: Record<string, RegExp> = {
  reference: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  emailFingerprint: /^[\w-]{16}$/,
  impersonatorFingerprint: /^[\w-]{16}$/,
};
/** The contract's paths (parameters in braces), which may equal a canary by chance, like `/members`. */
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
      return found.map((canary) => `"${canary}" is in ${texts.find((text) => holds(text, canary)) ?? ""}`);
    },
  };
}

/** The canaries of the running test; `watch-function-output.ts` checks them after each test. */
export const logCanaries = createLogCanaries();

/** Whether the text contains the canary; six digits within a longer run of digits, as in ids, aren't a code. */
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
