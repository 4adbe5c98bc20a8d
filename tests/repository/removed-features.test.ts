import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterEach, expect, it } from "vitest";

const run = promisify(execFile);
const projectDirectory = join(import.meta.dirname, "..", "..");
const hostList = "src/function/hosts/features.ts";

/** What belongs to a feature: its folders, and the lists that name it. */
const features: { name: string; folders: string[]; lists: string[] }[] = [
  { name: "team", folders: ["src/function/features/team"], lists: [hostList] },
  { name: "magic-link", folders: ["src/function/features/magic-link"], lists: [hostList] },
  {
    name: "local-issuer",
    folders: ["src/function/features/local-issuer", "src/cli/accounts-sync"],
    lists: [hostList],
  },
  // The team's calls require access tokens: it goes with them.
  {
    name: "access-tokens",
    folders: ["src/function/features/access-tokens", "src/function/features/team"],
    lists: [hostList],
  },
];

let tree: string | null = null;
afterEach(async () => {
  if (tree !== null) await rm(tree, { recursive: true, force: true });
});

/** A copy of the sources, with what their types and the core's tests need. */
async function copySources(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "portico-without-"));
  await cp(join(projectDirectory, "src"), join(directory, "src"), { recursive: true });
  await symlink(join(projectDirectory, "node_modules"), join(directory, "node_modules"));
  const { compilerOptions } = JSON.parse(await readFile(join(projectDirectory, "tsconfig.json"), "utf8"));
  await writeFile(
    join(directory, "tsconfig.json"),
    JSON.stringify({ compilerOptions, include: ["src"], exclude: ["**/*.test.*", "**/testing/**"] }),
  );
  await writeFile(
    join(directory, "vitest.config.ts"),
    `export default { test: { isolate: false, testTimeout: 60_000, setupFiles: ["src/function/testing/watch-function-output.ts"] } };\n`,
  );
  return directory;
}

/** Takes out every line of a list that names one of the folders, or what was imported from it. */
async function removeLines(path: string, folders: readonly string[]): Promise<void> {
  const lines = (await readFile(path, "utf8")).split("\n");
  const isOfFeature = (line: string) =>
    folders.some(
      (folder) => line.includes(`/${folder.split("/").slice(2).join("/")}/`) && line.includes("from"),
    );
  const names = lines.filter(isOfFeature).flatMap((line) => /\{ (.*) \}/.exec(line)?.[1]?.split(", ") ?? []);
  const rest = lines.filter(
    (line) =>
      !isOfFeature(line) && !names.some((name) => new RegExp(`^\\s+(?:await )?${name}\\b`).test(line)),
  );
  expect(rest.length, `${path} names none of ${folders.join(", ")}`).toBeLessThan(lines.length);
  await writeFile(path, rest.join("\n"));
}

it.each(features)(
  "without $name the sources type-check and the core's tests pass",
  async ({ folders, lists }) => {
    tree = await copySources();
    for (const folder of folders) await rm(join(tree, folder), { recursive: true });
    for (const list of lists) await removeLines(join(tree, list), folders);
    const node = async (...arguments_: string[]) =>
      await run(process.execPath, arguments_, { cwd: tree ?? "", maxBuffer: 16 * 1024 * 1024 }).then(
        ({ stdout }) => stdout,
        (error: { stdout?: string }) => `failed: ${String(error.stdout)}`,
      );
    const [types, tests] = await Promise.all([
      node(join(projectDirectory, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.json"),
      node(join(projectDirectory, "node_modules/vitest/vitest.mjs"), "run", "src/function/core"),
    ]);
    expect(types).toBe("");
    expect(tests).toMatch(/Tests +\d{3} passed/);
  },
  300_000,
);
