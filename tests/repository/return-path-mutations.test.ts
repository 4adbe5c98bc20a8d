import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { afterAll, beforeAll, expect, it } from "vitest";

import { keptReturnPaths, refusedReturnPaths } from "../../src/contract/testing/return-path-cases.ts";

const contractDirectory = join(import.meta.dirname, "..", "..", "src/contract");
const parserFiles = ["return-to.ts", "path-key.ts", "base-path.ts"];
const origin = "https://console.example.com";

type Replacement = [found: string, replacement: string];

/** How to take each rule, by the name that its cases have, out of the parser. */
const withoutRule: Record<string, Replacement> = {
  "is a string": ['typeof value !== "string" || ', ""],
  "has at most 2,048 characters": [" || value.length > longestReturnTo", ""],
  "has at most 2,048 characters as the browser writes it": ["path.length > longestReturnTo || ", ""],
  "begins with a slash": ['!value.startsWith("/") || ', ""],
  "holds no control character": [String.raw`\p{Cc}`, ""],
  "holds no space": [String.raw`\p{Z}`, ""],
  "holds no format character": [String.raw`\p{Cf}`, ""],
  "holds no invisible letter or mark": [String.raw`\p{Default_Ignorable_Code_Point}`, ""],
  "holds no zero-width or bidirectional character": [String.raw`\p{Cf}\p{Default_Ignorable_Code_Point}`, ""],
  "holds no backslash": [String.raw`\\]/u`, "]/u"],
  "can be resolved": [
    "try {\n    url = new URL(value, origin);\n  } catch {\n    return null;\n  }",
    "url = new URL(value, origin);",
  ],
  "stays on the origin": ["if (url.origin !== origin) return null;", ""],
  "has no empty first segment": [' || pathname.startsWith("//")', ""],
  "has no encoded slash": ["2f|", ""],
  "has no encoded backslash": ["5c|", ""],
  "has no encoded NUL": ["00|", ""],
  "has no encoded tab": ["09|", ""],
  "has no encoded line feed": ["0a|", ""],
  "has no encoded carriage return": ["|0d", ""],
  "has none of these in capitals": ["0d)/i", "0d)/"],
  "can be decoded": ["key === null || ", "key !== null && "],
  "is not the sign-in page": ['"/sign-in",', ""],
  "is not the start of a sign-in": ['"/login",', ""],
  "is not the callback": ['"/auth/workos/callback",', ""],
  "is not the landing of a mailed link": ['"/auth/email-link",', ""],
  "is not the landing of a magic link": ['"/auth/magic-link/callback",', ""],
  "is not the end of a session": ['"/signed-out",', ""],
  "is no call of the function": ['"/api",', ""],
  "is none of these in other letters": [".toLowerCase()", ""],
  "is none of these behind an encoding": ["decodeURIComponent(pathname)", "pathname"],
  "is none of these with slashes doubled": [String.raw`.replaceAll(/\/+/g, "/")`, ""],
};

/** Rules made wider than they are, each of which takes a deep link away from somebody. */
const withWiderRule: Replacement[] = [
  ["longestReturnTo = 2048", "longestReturnTo = 2047"],
  ["%(?:2f|", "%(?:20|2f|"],
  ["%(?:2f|", "%(?:25|2f|"],
  ["!forbiddenEscapes.test(pathname)", "!forbiddenEscapes.test(path)"],
  ["!isForbiddenPath(pathname)", "!isForbiddenPath(path)"],
  ["startsWith(`${forbidden}/`)", "startsWith(forbidden)"],
  ["startsWith(`${forbidden}/`)", "includes(`${forbidden}/`)"],
  ['"/signed-out",', '"/signed-out", "/signed-in",'],
  ['"/api",', '"/api", "/auth",'],
  ["${url.search}", ""],
  ["${url.hash}", ""],
];

type Parse = (value: unknown, origin: string) => unknown;

let directory: string;
let sources: [name: string, text: string][];
let written = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "portico-mutations-"));
  sources = await Promise.all(
    parserFiles.map(async (name): Promise<[string, string]> => [
      name,
      await readFile(join(contractDirectory, name), "utf8"),
    ]),
  );
});

afterAll(() => rm(directory, { recursive: true, force: true }));

/** The parser with one piece of its text replaced; what stands there never or twice is no mutation of one rule. */
async function mutate([found, replacement]: Replacement): Promise<Parse> {
  const places = sources.reduce((sum, [, text]) => sum + text.split(found).length - 1, 0);
  expect(places, `places of ${found}`).toBe(1);
  written += 1;
  const copy = join(directory, String(written));
  await mkdir(copy);
  for (const [name, text] of sources) {
    await writeFile(
      join(copy, name),
      text.replace(found, () => replacement),
    );
  }
  const mutated: { parseReturnTo: Parse } = await import(pathToFileURL(join(copy, "return-to.ts")).href);
  return mutated.parseReturnTo;
}

function isRefused(parse: Parse, value: unknown): boolean {
  try {
    return parse(value, origin) === null;
  } catch {
    return false;
  }
}

it("knows how to take out every rule that has cases", () => {
  expect(Object.keys(withoutRule)).toEqual(Object.keys(refusedReturnPaths));
});

it.each(Object.entries(refusedReturnPaths))(
  "needs, for its cases, the rule that a return path %s",
  async (rule, values) => {
    const replacement = withoutRule[rule];
    if (replacement === undefined) throw new Error(`No mutation of: ${rule}`);
    const mutated = await mutate(replacement);
    expect(values.length).toBeGreaterThan(0);
    expect(values.filter((value) => isRefused(mutated, value))).toEqual([]);
  },
);

it.each(withWiderRule)("sees that %s became %s", async (...replacement) => {
  const mutated = await mutate(replacement);
  expect(keptReturnPaths.filter((value) => mutated(value, origin) !== value)).not.toEqual([]);
});
