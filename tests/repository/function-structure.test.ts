import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

import { describe, expect, it } from "vitest";

const projectDirectory = join(import.meta.dirname, "..", "..");
const functionDirectory = join(projectDirectory, "src", "function");

/** Its source files, relative to `src/function`, without tests and what only tests import. */
function listSources(): string[] {
  return readdirSync(functionDirectory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts"))
    .map((entry) => relative(functionDirectory, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => !`/${path}`.includes("/testing/"));
}

function read(path: string): string {
  return readFileSync(join(functionDirectory, path), "utf8");
}

/** Folders that each folder imports, types included. */
function readFolderImports(sources: readonly string[]): Map<string, Set<string>> {
  const imports = new Map<string, Set<string>>();
  for (const path of sources) {
    const folder = dirname(path);
    const targets = imports.get(folder) ?? new Set();
    imports.set(folder, targets);
    for (const [, specifier = ""] of read(path).matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)) {
      const target = dirname(join(folder, specifier));
      if (target !== folder && !target.startsWith("..")) targets.add(target);
    }
  }
  return imports;
}

/** The folders of a cycle, or null where there is none. */
function findCycle(imports: ReadonlyMap<string, ReadonlySet<string>>): string[] | null {
  const done = new Set<string>();
  const visit = (folder: string, path: readonly string[]): string[] | null => {
    if (path.includes(folder)) return [...path.slice(path.indexOf(folder)), folder];
    if (done.has(folder)) return null;
    for (const target of imports.get(folder) ?? []) {
      const cycle = visit(target, [...path, folder]);
      if (cycle !== null) return cycle;
    }
    done.add(folder);
    return null;
  };
  for (const folder of imports.keys()) {
    const cycle = visit(folder, []);
    if (cycle !== null) return cycle;
  }
  return null;
}

describe("src/function/core", () => {
  const core = listSources().filter((path) => path.startsWith("core/"));

  it("can be read in one sitting", () => {
    const lines = core
      .map((path) => read(path).split("\n").length - 1)
      .reduce((sum, count) => sum + count, 0);
    const advice =
      "Move what not every function needs into a feature (docs/features.md); what stays, merge or shorten. Don't raise the limit.";
    expect(core.length, advice).toBeGreaterThan(20);
    expect(core.length, advice).toBeLessThanOrEqual(75);
    expect(lines, advice).toBeLessThanOrEqual(3900);
  });

  it("imports no module of Node, and none of a database, a mail server or a host", () => {
    const packages = new Set(
      core.flatMap((path) =>
        [...read(path).matchAll(/(?:from|import)\s*\(?\s*"([^."][^"]*)"/g)].map(([, name]) => name),
      ),
    );
    expect(packages).toEqual(new Set(["valibot"]));
  });
});

describe("src/function", () => {
  it("calls no fetch of its host as a method, which workerd refuses (Illegal invocation)", () => {
    // A server's own `fetch` is a method, and called as one; the core's is a function around the host's.
    const called = /(?<!\b(?:app|assets))\.fetch\(\w/;
    const sources = listSources().filter((path) => !path.startsWith("core/"));
    expect(sources.filter((path) => called.test(read(path)))).toEqual([]);
  });

  it('asks for no redirect: "error", which workerd refuses on every call', () => {
    expect(listSources().filter((path) => read(path).includes('redirect: "error"'))).toEqual([]);
    expect(listSources().filter((path) => read(path).includes('redirect: "manual"')).length).toBeGreaterThan(
      3,
    );
  });
});

describe("the folders of src/function", () => {
  it("import each other in no cycle, types included", () => {
    expect(findCycle(readFolderImports(listSources()))).toBeNull();
  });

  it("are seen to form a cycle where they do", () => {
    const imports = new Map([
      ["a", new Set(["b", "c"])],
      ["b", new Set(["c"])],
      ["c", new Set(["a"])],
    ]);
    expect(findCycle(imports)).toEqual(["a", "b", "c", "a"]);
    expect(findCycle(new Map([["a", new Set(["b"])]]))).toBeNull();
    expect(readFolderImports(listSources()).get("core/email-code")).toContain("core/feature");
  });
});
