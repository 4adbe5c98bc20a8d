import { dirname, join, relative, resolve, sep } from "node:path";

import * as v from "valibot";

/**
 * The rule's option in `.oxlintrc.json`: which folder of `src` may import which. A row may name a folder within a folder
 * (`function/core`), each one of a folder (`function/features/*`, which are then closed to each other), or a file in each of them;
 * the longest name counts.
 * `files` is the row of the files in `src` itself; tests and what lies in a folder `testing` may import `tests` as well, and
 * nothing else may. `packages` are closed to all folders but the named ones and those in them; `instead` says what to import in
 * place of a closed package.
 */
const optionSchema = v.strictObject({
  folders: v.record(v.string(), v.array(v.string())),
  files: v.array(v.string()),
  tests: v.array(v.string()),
  packages: v.record(v.string(), v.array(v.string())),
  instead: v.record(v.string(), v.string()),
});

type ImportTable = v.InferOutput<typeof optionSchema>;

/** What this rule needs of the linter's ESLint-compatible interface; oxlint publishes no types for it. */
type RuleContext = {
  filename: string;
  options: readonly unknown[];
  report: (finding: { node: object; message: string }) => void;
};

/** Where an import comes from: a string, or for `import()` any expression. */
type ImportSource = { type: string; value?: unknown; quasis?: { value: { cooked: string | null } }[] };
type ImportingNode = { source: ImportSource | null };

const projectDirectory = join(import.meta.dirname, "..", "..");

/**
 * The complaint about an import, or null when the table allows it.
 *
 * @param path of the importing file, relative to the project, with slashes
 * @param specifier as it is written in the import
 */
export function findForbiddenImport(table: ImportTable, path: string, specifier: string): string | null {
  if (!path.startsWith("src/")) return null;
  const from = readFolder(table, path);
  const isTest = isOfTests(path);
  const allowed = from === null ? table.files : table.folders[from.row];
  if (allowed === undefined) return `src/${from?.name ?? ""} has no row in the import table; add one.`;

  if (!specifier.startsWith(".") && !specifier.startsWith("/")) {
    return findForbiddenPackage(table, isTest, from, specifier);
  }
  const target = resolve("/", dirname(path), specifier).slice(1);
  if (specifier.startsWith("/") || !target.startsWith("src/")) {
    return "Nothing in src imports what lies outside of it.";
  }
  // Tests' helpers may import more, so that through them a folder would reach everything.
  if (!isTest && isOfTests(target)) return "Only tests and their helpers may import tests' helpers.";
  const to = readFolder(table, target);
  if (to?.name === from?.name || (to !== null && allowed.includes(to.row))) return null;
  if (isTest && to !== null && table.tests.includes(to.row)) return null;
  const may = allowed.length === 0 ? "nothing of ours" : allowed.join(", ");
  return `${describe(from)} may not import ${describe(to)}. It may import: ${may}.`;
}

/** Whether the path is a test or lies in a folder of tests' helpers. */
function isOfTests(path: string): boolean {
  return /\.test\.tsx?$|\/testing\//.test(path);
}

function findForbiddenPackage(
  table: ImportTable,
  isTest: boolean,
  from: Folder | null,
  specifier: string,
): string | null {
  const closed = Object.entries(table.packages).find(
    ([name]) => specifier === name || specifier.startsWith(`${name}/`),
  );
  if (closed === undefined || isTest) return null;
  const [name, folders] = closed;
  if (from !== null && folders.some((folder) => `${from.name}/`.startsWith(`${folder}/`))) return null;
  const owners = folders.length === 0 ? "tests" : folders.map((folder) => `src/${folder}`).join(", ");
  return [`Only ${owners} may import ${name}.`, table.instead[name]].filter(Boolean).join(" ");
}

/** A folder of the table: its own name, and the name of its row, which differ in a row that ends with `*`. */
type Folder = { name: string; row: string };

/** The folder that a path lies in, by the longest row that fits, or null for a file in `src` itself. */
function readFolder(table: ImportTable, path: string): Folder | null {
  const steps = path.split("/").slice(1);
  for (let length = steps.length; length > 0; length -= 1) {
    const name = steps.slice(0, length).join("/");
    const row = Object.keys(table.folders).find((candidate) => fits(candidate, name));
    if (row !== undefined) return { name, row };
  }
  const [top = "", ...rest] = steps;
  return rest.length === 0 ? null : { name: top, row: top };
}

function fits(row: string, name: string): boolean {
  const [expected, given] = [row.split("/"), name.split("/")];
  return expected.length === given.length && expected.every((step, at) => step === "*" || step === given[at]);
}

function describe(folder: Folder | null): string {
  return folder === null ? "a file in src itself" : `src/${folder.name}`;
}

function checkImports(context: RuleContext) {
  const table = v.parse(optionSchema, context.options[0]);
  const path = relative(projectDirectory, context.filename).split(sep).join("/");
  const check = ({ source }: ImportingNode) => {
    if (source === null) return;
    const specifier = readSpecifier(source);
    const message = specifier === null ? refuseComputed(path) : findForbiddenImport(table, path, specifier);
    if (message !== null) context.report({ node: source, message });
  };
  return {
    ImportDeclaration: check,
    ExportNamedDeclaration: check,
    ExportAllDeclaration: check,
    ImportExpression: check,
    TSImportType: check,
  };
}

/** The imported path or package, or null when it is known only at run time. */
function readSpecifier({ type, value, quasis = [] }: ImportSource): string | null {
  if (type === "Literal" && typeof value === "string") return value;
  return type === "TemplateLiteral" && quasis.length === 1 ? (quasis[0]?.value.cooked ?? null) : null;
}

function refuseComputed(path: string): string | null {
  return path.startsWith("src/")
    ? "Imports in src name their module as a string, so that the table holds."
    : null;
}

const plugin = {
  meta: { name: "portico" },
  rules: {
    "import-table": { meta: { type: "problem", schema: [{ type: "object" }] }, create: checkImports },
  },
};

export default plugin;
