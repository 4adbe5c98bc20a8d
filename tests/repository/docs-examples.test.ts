import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { readCodeBlocks, readQuoted } from "./quoted-examples.ts";

const projectDirectory = join(import.meta.dirname, "..", "..");
const read = (path: string) => readFileSync(join(projectDirectory, path), "utf8");

const pages = readdirSync(join(projectDirectory, "docs"))
  .filter((name) => name.endsWith(".md"))
  .map((name) => ({ name, blocks: readCodeBlocks(read(`docs/${name}`)) }));
const quotes = pages.flatMap(({ name, blocks }) =>
  blocks.flatMap(({ file, region, text }) => (file === null ? [] : [{ page: name, file, region, text }])),
);

/** Pages that tell of calls: what they show has to be something that runs. */
const quotingPages = pages.filter(({ blocks }) => blocks.some(({ file }) => file !== null));

describe("the pages in docs", () => {
  it("quote examples", () => {
    expect(quotingPages.map(({ name }) => name)).toContain("calls.md");
  });

  it.each(quotes)("$page says what stands in $file, region $region", ({ file, region, text }) => {
    expect(file).toMatch(/^tests\/examples\//);
    expect(text).toBe(readQuoted(read(file), region));
  });

  it.each(quotingPages)("$name shows no code that doesn't run", ({ blocks }) => {
    const loose = blocks.filter(
      ({ language, file }) => file === null && /^(?:tsx?|jsx?|typescript|javascript)$/.test(language),
    );
    expect(loose.map(({ text }) => text)).toEqual([]);
  });
});

describe("the reading of a page", () => {
  const page =
    "Words.\n\n```tsx file=tests/examples/a.tsx#b\nconst a = 1;\n```\n\n```sh\nnpm test\n```\n\n```ts file=x.ts\n```\n";

  it("finds each block with what it quotes", () => {
    expect(readCodeBlocks(page)).toEqual([
      { language: "tsx", file: "tests/examples/a.tsx", region: "b", text: "const a = 1;\n" },
      { language: "sh", file: null, region: null, text: "npm test\n" },
      { language: "ts", file: "x.ts", region: null, text: "" },
    ]);
  });

  it("finds a region, the whole file, and nothing where there is no such region", () => {
    const source = "import a;\n// #region b\nconst b = 1;\n// #endregion\n// #region c\nconst c = 1;\n";
    expect(readQuoted(source, "b")).toBe("const b = 1;\n");
    expect(readQuoted(source, null)).toBe(source);
    expect(readQuoted(source, "c")).toBeNull();
    expect(readQuoted(source, "d")).toBeNull();
  });
});
