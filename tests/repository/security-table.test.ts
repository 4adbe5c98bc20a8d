import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

const projectDirectory = join(import.meta.dirname, "..", "..");
const page = readFileSync(join(projectDirectory, "SECURITY.md"), "utf8");

type Row = { threat: string; mitigation: string; proofs: { file: string; test: string }[] };

/** The rows of the table of threats; a proof is a file in backticks, a colon and the title of a test in it. */
function readRows(text: string): Row[] {
  const section = text.split("\n## Threats\n")[1]?.split("\n## ")[0] ?? "";
  return section
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .slice(2)
    .map((line) => {
      const [threat = "", mitigation = "", proof = ""] = line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim());
      const proofs = proof.split("<br>").map((piece) => {
        const [, file = "", test = ""] = /^`([^`]+)`: (.+)$/.exec(piece) ?? [];
        return { file, test };
      });
      return { threat, mitigation, proofs };
    });
}

/** Titles of the tests in a source, as they are written there. */
function readTitles(source: string): string[] {
  const title = /\b(?:it|test)(?:\.(?:each|for)[\s\S]*?\)\s*)?\(\s*(["'`])((?:(?!\1)[^\\]|\\.)*)\1/g;
  const afterTable = /\)\(\s*(["'`])((?:(?!\1)[^\\]|\\.)*)\1,/g;
  return [...source.matchAll(title), ...source.matchAll(afterTable)].map((match) => match[2] ?? "");
}

function hasTest(file: string, test: string): boolean {
  const path = join(projectDirectory, file);
  return existsSync(path) && readTitles(readFileSync(path, "utf8")).includes(test);
}

const rows = readRows(page);

describe("the table of threats in SECURITY.md", () => {
  it("has a row for every threat that is known, each with what holds it", () => {
    expect(rows.length).toBeGreaterThanOrEqual(30);
    expect(new Set(rows.map(({ threat }) => threat)).size).toBe(rows.length);
    for (const { threat, mitigation } of rows) expect(mitigation, threat).not.toBe("");
  });

  it.each(rows.flatMap(({ threat, proofs }) => proofs.map((proof) => ({ threat, ...proof }))))(
    "names a test that is there: $file, $test",
    ({ file, test }) => {
      expect(file).toMatch(/^(?:src|tests)\/.+\.(?:test|spec)\.tsx?$/);
      expect(hasTest(file, test)).toBe(true);
    },
  );
});

describe("the reading of the table", () => {
  it("takes several proofs from a row, and none from other tables", () => {
    const text =
      "\n## Threats\n\n| Threat | Hold | Proof |\n| - | - | - |\n| a | b | `x.test.ts`: does `c`<br>`y.test.ts`: d |\n| e | f | nothing |\n\n## More\n\n| a |\n| - |\n| b |\n";
    expect(readRows(text)).toEqual([
      {
        threat: "a",
        mitigation: "b",
        proofs: [
          { file: "x.test.ts", test: "does `c`" },
          { file: "y.test.ts", test: "d" },
        ],
      },
      { threat: "e", mitigation: "f", proofs: [{ file: "", test: "" }] },
    ]);
  });

  it("finds titles of plain tests and of those with a table, and no other text", () => {
    const source = `it("a", () => {});\nit.each([[1], ["no"]])("b %s", { timeout: 1 }, () => {});\n  test(\`c \${d}\`, async () => {});\nit.each<[string]>([\n  ["x"],\n])(\n  "e",\n  () => {},\n);\nconst f = "f";`;
    const titles = readTitles(source);
    for (const title of ["a", "b %s", "c ${d}", "e"]) expect(titles).toContain(title);
    expect(titles).not.toContain("f");
  });

  it("misses a test of another name and one in a file that isn't there", () => {
    const [proof] = rows[0]?.proofs ?? [];
    expect(hasTest(proof?.file ?? "", proof?.test ?? "")).toBe(true);
    expect(hasTest(proof?.file ?? "", `${proof?.test ?? ""}.`)).toBe(false);
    expect(hasTest("tests/nothing.test.ts", proof?.test ?? "")).toBe(false);
  });
});
