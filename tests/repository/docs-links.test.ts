import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

import { describe, expect, it } from "vitest";

import { readCodeBlocks } from "./quoted-examples.ts";

const projectDirectory = join(import.meta.dirname, "..", "..");
const read = (path: string) => readFileSync(join(projectDirectory, path), "utf8");

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "SECURITY.md",
  ...readdirSync(join(projectDirectory, "docs"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".md"))
    .map((entry) => relative(projectDirectory, join(entry.parentPath, entry.name)).split(sep).join("/")),
];

function withoutCodeBlocks(text: string): string {
  return text.replaceAll(/^```.*?^```$/gms, "");
}

/** Targets of a page's links into the project. */
function readLinks(text: string): string[] {
  return [...withoutCodeBlocks(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** Paths of the project that a page names in backticks. */
function readPaths(text: string): string[] {
  return [...withoutCodeBlocks(text).matchAll(/`((?:src|tests|docs|public|\.ci)\/[^`\s]*)`/g)].map(
    ([, path = ""]) => path,
  );
}

/** Names of a page's headings in links, as GitHub makes them. */
function readAnchors(text: string): string[] {
  return [...withoutCodeBlocks(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** Whether a link leads somewhere: to a file, and in a page to a heading of it. */
function leadsSomewhere(page: string, target: string): boolean {
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? page : join(dirname(page), path);
  if (!existsSync(join(projectDirectory, file))) return false;
  return anchor === undefined || readAnchors(read(file)).includes(anchor);
}

/** `NAME` and `*` stand for any name: then the folder above has to exist. */
function exists(path: string): boolean {
  const [fixed = ""] = path.split(/[^/]*(?:\*|NAME)/);
  return existsSync(join(projectDirectory, fixed));
}

/** A file's part of a diff. */
type FileDiff = { from: string; to: string; hunks: string[][] };

function readDiffs(text: string): FileDiff[] {
  const diffs: FileDiff[] = [];
  for (const line of text.split("\n").slice(0, -1)) {
    const last = diffs.at(-1);
    if (line.startsWith("--- ")) diffs.push({ from: line.slice(4), to: "", hunks: [] });
    else if (line.startsWith("+++ ") && last !== undefined) last.to = line.slice(4);
    else if (line.startsWith("@@")) last?.hunks.push([]);
    else last?.hunks.at(-1)?.push(line);
  }
  return diffs;
}

/** Whether the lines are in the file in this order, with any others between them. */
function hasInOrder(source: readonly string[], lines: readonly string[]): boolean {
  let at = 0;
  return lines.every((line) => {
    at = source.indexOf(line, at) + 1;
    return at > 0;
  });
}

/**
 * Whether a diff still fits: the lines that it takes away are there, or those that it adds are (it has been applied), or, where it only
 * adds, a line beside them. Other lines that have changed around it don't matter, so following a recipe makes no test fail.
 */
function fitsProject({ from, hunks }: FileDiff): boolean {
  if (from === "/dev/null") return true;
  const source = read(from.slice(2)).split("\n");
  return hunks.every((hunk) => {
    const select = (sign: string) =>
      hunk.filter((line) => line.startsWith(sign)).map((line) => line.slice(1));
    const [removed, added] = [select("-"), select("+")];
    // Without a line after it, `git apply` takes such a hunk only at the end of the file.
    if (removed.length === 0 && hunk.at(-1)?.startsWith("+")) return false;
    if (hasInOrder(source, added)) return true;
    return removed.length > 0
      ? hasInOrder(source, removed)
      : select(" ").some((line) => line.trim() !== "" && source.includes(line));
  });
}

/** Whether a change of index.html fits. */
function fitsIndexHtml(...hunk: string[]): boolean[] {
  const diff = `--- a/index.html\n+++ b/index.html\n@@ -1 +1 @@\n${hunk.join("\n")}\n`;
  return readDiffs(diff).map(fitsProject);
}

const diffs = pages.flatMap((page) =>
  readCodeBlocks(read(page)).flatMap(({ language, text }) =>
    language === "diff" ? readDiffs(text).map((diff) => ({ page, diff })) : [],
  ),
);

describe("the docs", () => {
  it.each(pages)("%s has links that lead somewhere", (page) => {
    expect(readLinks(read(page)).filter((target) => !leadsSomewhere(page, target))).toEqual([]);
  });

  it.each(pages)("%s names paths that exist", (page) => {
    expect(readPaths(read(page)).filter((path) => !exists(path))).toEqual([]);
  });

  it.each(diffs)("$page has a diff that fits the project: $diff.from → $diff.to", ({ diff }) => {
    expect(fitsProject(diff)).toBe(true);
  });
});

describe("the reading of a page", () => {
  it("finds links, paths and headings outside of code", () => {
    const page =
      "# A `b`: c\n\n[a](docs/a.md#b) `src/a.ts` [c](https://x.example) `npm test`\n\n```md\n[d](d.md) `src/d.ts`\n# D\n```\n";
    expect(readLinks(page)).toEqual(["docs/a.md#b"]);
    expect(readPaths(page)).toEqual(["src/a.ts"]);
    expect(readAnchors(page)).toEqual(["a-b-c"]);
  });

  it.each(["docs/nothing.md", "README.md#nothing", "#nothing"])("misses %s", (target) => {
    expect(leadsSomewhere("README.md", target)).toBe(false);
  });

  it("finds a folder behind a pattern, and misses one that isn't there", () => {
    expect(exists("src/function/features/NAME/contract.ts")).toBe(true);
    expect(exists("src/function/nothing/*.ts")).toBe(false);
  });

  it("notices a diff that no longer fits", () => {
    const lines = read("index.html").split("\n");
    expect(fitsIndexHtml(` ${lines[0] ?? ""}`, "+new", ` ${lines[2] ?? ""}`)).toEqual([true]);
    expect(fitsIndexHtml(`-${lines[0] ?? ""}`, "+new")).toEqual([true]);
    expect(fitsIndexHtml("-old", `+${lines[0] ?? ""}`)).toEqual([true]);
    expect(fitsIndexHtml(" old", "+new", " old")).toEqual([false]);
    expect(fitsIndexHtml(` ${lines[0] ?? ""}`, "+new")).toEqual([false]);
    expect(fitsIndexHtml(` ${lines[0] ?? ""}`, "-old", "+new")).toEqual([false]);
    expect(fitsIndexHtml(`-${lines[2] ?? ""}`, `-${lines[0] ?? ""}`, "+new")).toEqual([false]);
  });
});
