import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, it } from "vitest";

const projectDirectory = join(import.meta.dirname, "..", "..");

/** The files that have a long form. */
async function findLongForms(): Promise<string[]> {
  const found: string[] = [];
  for await (const path of glob("{src,tests}/**/*.{test,spec}.{ts,tsx}", { cwd: projectDirectory })) {
    const source = await readFile(join(projectDirectory, path), "utf8");
    if (source.includes('/long-run.ts"')) found.push(path);
  }
  return found.toSorted();
}

it("every test with a long form is in a command that runs it", async () => {
  const { scripts } = JSON.parse(await readFile(join(projectDirectory, "package.json"), "utf8"));
  const commands: Record<string, string> = scripts;
  const long = String(commands["test:long"]).split(" ");
  // These run a folder of their own, by their own configuration.
  const folders = [...long, "tests/attack/", "tests/simulation/", "tests/hosts/", "tests/e2e/"];
  expect(commands["test:long"]).toMatch(
    /PORTICO_LONG_RUN=1 playwright test --config tests\/e2e\/playwright\.config\.ts$/,
  );
  const paths = (await findLongForms()).filter((path) => !path.endsWith("/long-run.test.ts"));
  expect(paths.length).toBeGreaterThan(8);
  expect(paths.filter((path) => !folders.some((folder) => path.startsWith(folder)))).toEqual([]);
});

it("the checks of a change run the long forms too", async () => {
  const commands = (await readFile(join(projectDirectory, ".ci", "run"), "utf8")).split("\n");
  expect(commands).toContain("npm test");
  expect(commands).toContain("npm run test:long");
  expect(commands).toContain("npm run test:hosts");
});
