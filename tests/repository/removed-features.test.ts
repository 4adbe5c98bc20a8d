import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify, stripVTControlCharacters } from "node:util";

import { afterEach, expect, it } from "vitest";

import { isLongRun } from "../../src/contract/testing/long-run.ts";
import { childEnvironment } from "../../src/function/testing/child-environment.ts";

const run = promisify(execFile);
const projectDirectory = join(import.meta.dirname, "..", "..");
const hostList = "src/function/hosts/features.ts";
const fetchHostList = "src/function/hosts/cloudflare/features.ts";
const pageList = "src/sign-in/ways-in.ts";
const doctorList = "src/cli/doctor/feature-checks.ts";

/** What belongs to a feature: its folders, and the lists that name it. */
type Removal = { name: string; folders: string[]; lists: string[] };

const features: Removal[] = [
  // Its page half is a part of the email code, which asks for no step that the function doesn't ask for.
  { name: "sign-in-steps", folders: ["src/function/features/sign-in-steps"], lists: [hostList] },
  // Its page asks for nothing of the function's.
  { name: "doctor", folders: ["src/function/features/doctor", "src/cli/doctor"], lists: [hostList] },
  { name: "team", folders: ["src/function/features/team"], lists: [hostList] },
  {
    name: "magic-link",
    folders: ["src/function/features/magic-link", "src/sign-in/magic-link"],
    lists: [hostList, pageList],
  },
  {
    name: "local-issuer",
    folders: ["src/function/features/local-issuer", "src/cli/accounts-sync", "src/sign-in/email-link"],
    lists: [hostList, fetchHostList, pageList, doctorList],
  },
  // The team's calls require access tokens: it goes with them.
  {
    name: "access-tokens",
    folders: ["src/function/features/access-tokens", "src/function/features/team"],
    lists: [hostList],
  },
];
const all: Removal = {
  name: "any feature",
  folders: [...new Set(features.flatMap(({ folders }) => folders))],
  lists: [hostList, fetchHostList, pageList],
};

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
      !isOfFeature(line) && !names.some((name) => new RegExp(`^\\s+(?:\\(\\) => )?${name}\\b`).test(line)),
  );
  expect(rest.length, `${path} names none of ${folders.join(", ")}`).toBeLessThan(lines.length);
  await writeFile(path, rest.join("\n"));
}

async function remove({ folders, lists }: Removal): Promise<string> {
  const directory = await copySources();
  tree = directory;
  for (const folder of folders) await rm(join(directory, folder), { recursive: true });
  for (const list of lists) await removeLines(join(directory, list), folders);
  return directory;
}

/** What a program of the project's packages prints; it fails where the program does. */
async function runProgram(directory: string, program: string, ...options: string[]): Promise<string> {
  const path = join(projectDirectory, "node_modules", program);
  try {
    const { stdout } = await run(process.execPath, [path, ...options], {
      cwd: directory,
      env: { ...process.env, ...childEnvironment },
      maxBuffer: 1 << 24,
    });
    return stripVTControlCharacters(stdout);
  } catch (error) {
    const output = error instanceof Error && "stdout" in error ? String(error.stdout) : "";
    throw new Error(stripVTControlCharacters(output).slice(0, 4000), { cause: error });
  }
}

const minutes = 60_000;

it.runIf(isLongRun).each([...features, all])(
  "type-checks, and passes the core's tests, without $name",
  async (removal) => {
    const directory = await remove(removal);
    expect(await runProgram(directory, "typescript/bin/tsc", "-p", "tsconfig.json")).toBe("");
    const output = await runProgram(directory, "vitest/vitest.mjs", "run", "src/function/core");
    expect(output).toMatch(/Tests +[0-9]{2,} passed/);
  },
  10 * minutes,
);
