import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";

import * as v from "valibot";
import { afterAll, beforeAll, expect, it } from "vitest";

const projectDirectory = join(import.meta.dirname, "..", "..");

/**
 * The table as the architecture has it, written out once more: the configuration may not quietly drift away from it. Two features stand
 * for all of them.
 */
const features = ["function/features/one", "function/features/two"];
const mayImport: Record<string, string[]> = {
  early: ["sign-in", "session", "workos", "contract", "config"],
  app: ["pages", "calls", "sign-in", "session", "guards", "workos", "early", "contract", "config", "ui"],
  pages: ["calls", "sign-in", "session", "guards", "early", "ui", "config", "contract"],
  guards: ["session", "config", "contract", "ui"],
  calls: ["sign-in", "session", "workos", "contract", "config"],
  "sign-in": ["workos", "early", "contract", "config", "ui"],
  session: ["workos", "contract", "config"],
  workos: ["early", "contract", "config"],
  config: ["contract"],
  "function/core": ["contract"],
  ...Object.fromEntries(features.map((feature) => [feature, ["function/core", "contract"]])),
  "function/stores": ["function/core", "contract"],
  "function/hosts": ["function/core", ...features, "function/stores", "contract"],
  "function/openapi": ["function/core", "function/hosts", "contract"],
  "function/testing": ["function/core", "contract"],
  cli: ["function/core", ...features, "function/hosts", "contract"],
  mocks: ["contract"],
  contract: [],
  ui: [],
};
const folders = Object.keys(mayImport);
/** Tests may import these too. */
const forTests = ["mocks", "function/testing", "function/stores", ...features];

/** What one file of the probe tree holds, and every rule that has to complain about it. */
type Probe = { path: string; text: string; rules: string[] };

const importTable = "portico(import-table)";

function probe(path: string, text: string, ...rules: string[]): Probe {
  return { path, text, rules };
}

function importProbe(path: string, specifier: string, isAllowed: boolean): Probe {
  return probe(path, `export { target } from "${specifier}";\n`, ...(isAllowed ? [] : [importTable]));
}

const cells: Probe[] = folders.flatMap((from) =>
  folders
    .filter((to) => to !== from)
    .flatMap((to) => {
      const isAllowed =
        (mayImport[from]?.includes(to) ?? false) || (from === "function/testing" && forTests.includes(to));
      const up = "../".repeat(from.split("/").length);
      const name = `to-${to.replaceAll("/", "-")}`;
      return [
        importProbe(`src/${from}/${name}.ts`, `${up}${to}/target.ts`, isAllowed),
        importProbe(`src/${from}/part/${name}.ts`, `../${up}${to}/target.ts`, isAllowed),
        importProbe(
          `src/${from}/${name}.test.ts`,
          `${up}${to}/target.ts`,
          isAllowed || forTests.includes(to),
        ),
        importProbe(
          `src/${from}/testing/${name}.ts`,
          `../${up}${to}/target.ts`,
          isAllowed || forTests.includes(to),
        ),
      ];
    }),
);

const waysToImport: Probe[] = [
  probe(
    "src/ui/import.ts",
    'import { target } from "../mocks/target.ts";\nexport const a = target;\n',
    importTable,
  ),
  probe("src/ui/star.ts", 'export * from "../mocks/target.ts";\n', importTable),
  probe("src/ui/dynamic.ts", 'export const load = () => import("../mocks/target.ts");\n', importTable),
  probe("src/ui/template.ts", "export const load = () => import(`../mocks/target.ts`);\n", importTable),
  probe("src/ui/variable.ts", "export const load = (path: string) => import(path);\n", importTable),
  probe("tests/variable.ts", "export const load = (path: string) => import(path);\n"),
  probe("src/ui/type.ts", 'export type A = import("../mocks/target.ts").Target;\n', importTable),
  probe("src/ui/type-only.ts", 'export type { Target } from "../mocks/target.ts";\n', importTable),
  importProbe("src/ui/detour.ts", "../ui/../mocks/target.ts", false),
  importProbe("src/ui/absolute.ts", "/src/mocks/target.ts", false),
  importProbe("src/ui/tests.ts", "../../tests/target.ts", false),
  importProbe("src/ui/tests.test.ts", "../../tests/target.ts", false),
  // Through its own tests' helpers, which may import more, a folder would reach everything.
  importProbe("src/function/core/through-helper.ts", "./testing/to-mocks.ts", false),
  importProbe("src/function/core/part/through-helper.ts", "../testing/part/to-mocks.ts", false),
  importProbe("src/function/core/through-test.ts", "./to-mocks.test.ts", false),
  importProbe("src/function/core/testing/helper.ts", "./to-mocks.ts", true),
  importProbe("src/function/core/helper.test.ts", "./testing/to-mocks.ts", true),
  importProbe("src/billing/unlisted.ts", "../contract/target.ts", false),
  importProbe("src/pages/to-unlisted.ts", "../billing/unlisted.ts", false),
  importProbe("src/function/core/session/to-own.ts", "../mocks/own.ts", true),
  importProbe("src/function/core/own.ts", "./target.ts", true),
  importProbe("src/function/elsewhere/unlisted.ts", "../core/target.ts", false),
  // What a feature shares with the browser, and nothing else of it.
  importProbe("src/sign-in/shared.ts", "../function/features/one/contract.ts", true),
  importProbe("src/session/shared.ts", "../function/features/one/contract.ts", false),
  importProbe("src/function/features/one/shared.ts", "./contract.ts", true),
  importProbe("src/function/features/one/contract.ts", "../../../contract/target.ts", true),
  importProbe("src/function/features/two/contract.ts", "../../core/target.ts", false),
  importProbe("src/main.ts", "./app/target.ts", true),
  importProbe("src/main-mocked.ts", "./mocks/target.ts", false),
  importProbe("src/main-function.ts", "./function/core/target.ts", false),
  importProbe("tests/anything.ts", "../src/mocks/target.ts", true),
  probe("src/workos/worker.ts", 'export { setupWorker } from "msw/browser";\n', importTable),
  probe("src/workos/server-sdk.ts", 'export { WorkOS } from "@workos-inc/node";\n', importTable),
  probe("src/session/browser-sdk.ts", 'export { useAuth } from "@workos-inc/authkit-react";\n', importTable),
  probe("src/pages/browser-sdk.tsx", 'export { useAuth } from "@workos-inc/authkit-react";\n', importTable),
  probe("src/main-sdk.ts", 'export { useAuth } from "@workos-inc/authkit-react";\n', importTable),
  probe("src/workos/browser-sdk.ts", 'export { useAuth } from "@workos-inc/authkit-react";\n'),
  probe("src/workos/own-client.ts", 'export { createClient } from "@workos-inc/authkit-js";\n', importTable),
  probe("src/function/core/server-sdk.ts", 'export { WorkOS } from "@workos-inc/node";\n', importTable),
  probe("src/mocks/worker.ts", 'export { setupWorker } from "msw/browser";\n'),
  probe("src/workos/worker.test.ts", 'export { setupWorker } from "msw/browser";\n'),
];

const platform: Probe[] = [
  ...["window", "document", "localStorage", "sessionStorage", "location", "navigator", "history"].map(
    (name) =>
      probe(
        `src/function/core/${name.toLowerCase()}.ts`,
        `export const a = () => typeof ${name};\n`,
        "eslint(no-restricted-globals)",
      ),
  ),
  probe(
    "src/function/hosts/browser.ts",
    "export const a = () => typeof document;\n",
    "eslint(no-restricted-globals)",
  ),
  probe(
    "src/function/core/through.ts",
    "export const a = () => typeof globalThis.indexedDB;\n",
    "eslint(no-restricted-globals)",
  ),
  probe(
    "src/contract/browser.ts",
    "export const a = () => typeof localStorage;\n",
    "eslint(no-restricted-globals)",
  ),
  probe("src/ui/browser.ts", "export const a = () => localStorage.length;\n"),
  probe("src/function/core/own-name.ts", "export function a(location: string) { return location; }\n"),
  probe(
    "src/function/core/runtime.ts",
    "export const a = () => typeof process.argv;\n",
    "eslint(no-restricted-globals)",
  ),
  probe(
    "src/pages/runtime.ts",
    "export const a = () => typeof process.argv;\n",
    "eslint(no-restricted-globals)",
  ),
  probe("src/function/hosts/runtime.ts", "export const a = () => typeof process.argv;\n"),
  probe("src/function/core/bytes.ts", 'export const a = Buffer.from("");\n', "eslint(no-restricted-globals)"),
  probe("src/function/core/built-in.ts", 'export { join } from "node:path";\n', "import(no-nodejs-modules)"),
  probe("src/ui/built-in.ts", 'export { join } from "path";\n', "import(no-nodejs-modules)"),
  probe("src/function/hosts/built-in.ts", 'export { join } from "node:path";\n'),
  probe("src/function/core/built-in.test.ts", 'export { join } from "node:path";\n'),
  probe("src/function/features/any/node/built-in.ts", 'export { join } from "node:path";\n'),
  probe(
    "src/function/features/any/built-in.ts",
    'export { join } from "node:path";\n',
    "import(no-nodejs-modules)",
  ),
  probe(
    "src/function/features/any/node/browser.ts",
    "export const a = () => typeof document;\n",
    "eslint(no-restricted-globals)",
  ),
  probe(
    "src/function/features/any/to-node.ts",
    'export { join } from "./node/built-in.ts";\n',
    "eslint(no-restricted-imports)",
  ),
  probe("src/function/hosts/to-node.ts", 'export { join } from "../features/any/node/built-in.ts";\n'),
  probe("src/cli/run-command.ts", "export const a = () => typeof process.argv;\n"),
  probe("src/cli/built-in.ts", 'export { join } from "node:path";\n'),
  probe("src/cli/browser.ts", "export const a = () => typeof document;\n", "eslint(no-restricted-globals)"),
  probe("src/ui/log.ts", 'console.info("here");\n', "eslint(no-console)"),
  probe("src/function/core/log.ts", 'console.info("here");\n', "eslint(no-console)"),
  probe("src/function/hosts/log.ts", 'console.info("here");\n'),
];

const form: Probe[] = [
  probe(
    "src/ui/there.ts",
    'import { back } from "./back.ts";\nexport const there = () => back;\n',
    "import(no-cycle)",
  ),
  probe(
    "src/ui/back.ts",
    'import { there } from "./there.ts";\nexport const back = () => there;\n',
    "import(no-cycle)",
  ),
  probe("src/ui/camelCase.ts", "export const a = 1;\n", "unicorn(filename-case)"),
  probe("src/ui/PascalCase.tsx", "export const a = 1;\n", "unicorn(filename-case)"),
  probe("src/ui/default-export.ts", "const a = 1;\nexport default a;\n", "import(no-default-export)"),
  probe("vite.config.ts", "const a = 1;\nexport default a;\n"),
  probe(
    "src/ui/markup.tsx",
    'export const a = <p dangerouslySetInnerHTML={{ __html: "" }} />;\n',
    "react(no-danger)",
  ),
];

const types: Probe[] = [
  probe("src/ui/anything.ts", "export const a: any = 1;\n", "typescript(no-explicit-any)"),
  probe(
    "src/ui/cast.ts",
    "export const a = (b: unknown) => b as string;\n",
    "typescript(no-unsafe-type-assertion)",
  ),
  probe(
    "src/ui/bang.ts",
    "export const a = (b: string | null) => b!;\n",
    "typescript(no-non-null-assertion)",
  ),
  probe(
    "src/ui/leak.ts",
    'export const a = (): string => JSON.parse("1");\n',
    "typescript(no-unsafe-return)",
  ),
  probe(
    "src/ui/forgotten.ts",
    "export const a = () => {\n  Promise.resolve(1);\n};\n",
    "typescript(no-floating-promises)",
  ),
  probe(
    "src/ui/gap.ts",
    'export function a(b: "c" | "d") {\n  switch (b) {\n    case "c":\n      return 1;\n  }\n  return 2;\n}\n',
    "typescript(switch-exhaustiveness-check)",
  ),
];

const inTest = (body: string) => `import { expect, it } from "vitest";\n${body}\n`;
const tests: Probe[] = [
  probe(
    "src/ui/focused.test.ts",
    inTest('it.only("a", () => expect(1).toBe(1));'),
    "vitest(no-focused-tests)",
  ),
  probe(
    "src/ui/skipped.test.ts",
    inTest('it.skip("a", () => expect(1).toBe(1));'),
    "vitest(no-disabled-tests)",
  ),
  probe("src/ui/empty.test.ts", inTest('it("a", () => {});\nexport { expect };'), "vitest(expect-expect)"),
  probe("src/ui/unread.test.ts", inTest('it("a", () => { expect(1); });'), "vitest(valid-expect)"),
  probe("src/ui/good.test.ts", inTest('it("a", () => expect(1).toBe(1));')),
  probe(
    "tests/e2e/focused.spec.ts",
    'import { expect, test } from "@playwright/test";\ntest.only("a", () => expect(1).toBe(1));\n',
    "eslint(no-restricted-properties)",
  ),
  probe(
    "tests/e2e/skipped.spec.ts",
    'import { expect, test } from "@playwright/test";\ntest.skip("a", () => expect(1).toBe(1));\n',
    "eslint(no-restricted-properties)",
  ),
];

const probes = [...cells, ...waysToImport, ...platform, ...form, ...types, ...tests];
const targets = folders.map((folder) =>
  probe(`src/${folder}/target.ts`, "export const target = 1;\nexport type Target = typeof target;\n"),
);

const reportSchema = v.object({
  diagnostics: v.array(v.object({ code: v.string(), filename: v.string() })),
});

let tree: string;
/** The rules that complained, by file; each rule once. */
let complaints: Map<string, Set<string>>;

beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), "portico-lint-"));
  const copied = [
    ".oxlintrc.json",
    "tsconfig.json",
    "src/function/tsconfig.json",
    "tests/repository/import-table-rule.ts",
  ];
  await Promise.all(copied.map((path) => cp(join(projectDirectory, path), join(tree, path))));
  await symlink(join(projectDirectory, "node_modules"), join(tree, "node_modules"));
  for (const { path, text } of [...targets, ...probes]) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), text);
  }
  complaints = await lint(tree);
}, 60_000);

afterAll(() => rm(tree, { recursive: true, force: true }));

/** One run over the whole tree, as `npm run lint` makes it. */
async function lint(directory: string): Promise<Map<string, Set<string>>> {
  const executable = join(projectDirectory, "node_modules/oxlint/bin/oxlint");
  const output = await new Promise<string>((resolve, reject) => {
    execFile(
      process.execPath,
      [executable, "--type-aware", "--deny-warnings", "--format", "json"],
      { cwd: directory, maxBuffer: 64 * 1024 * 1024 },
      // Findings make it exit with 1; what can't be read as a report fails below, with the words of the linter.
      (error, stdout, stderr) => (stdout === "" ? reject(error ?? new Error(stderr)) : resolve(stdout)),
    );
  });
  const { diagnostics } = v.parse(reportSchema, JSON.parse(output));
  const found = new Map<string, Set<string>>();
  for (const { code, filename } of diagnostics) {
    const path = relative(directory, join(directory, filename));
    found.set(path, (found.get(path) ?? new Set()).add(code));
  }
  return found;
}

/** Compares what was reported in the files of a group with what has to be, all at once: the difference names each file. */
function expectComplaints(group: Probe[]): void {
  const found = group.map(({ path }) => [path, [...(complaints.get(path) ?? [])].toSorted()]);
  const wanted = group.map(({ path, rules }) => [path, rules.toSorted()]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(wanted));
}

it("allows exactly the imports of the table, in flat and nested files, and mocks in tests besides", () => {
  expect(cells).toHaveLength(folders.length * (folders.length - 1) * 4);
  expectComplaints(cells);
});

it("sees every way to import, and every way around the table", () => expectComplaints(waysToImport));

it("keeps browser globals out of the function, and Node out of everything but hosts, mocks and tests", () =>
  expectComplaints(platform));

it("refuses cycles, default exports, markup from strings and file names that are not kebab-case", () =>
  expectComplaints(form));

it("refuses what would weaken the types", () => expectComplaints(types));

it("refuses tests that are focused, skipped or can't fail", () => expectComplaints(tests));

it("reports nothing else", () => {
  const known = new Set(probes.map(({ path }) => path));
  expect([...complaints.keys()].filter((path) => !known.has(path))).toEqual([]);
});
