import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it } from "vitest";

import { writeWholeFile } from "./write-whole-file.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "portico-file-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

it("replaces a file and leaves it to its owner alone, whatever it was before", async () => {
  const path = join(directory, "copy.json");
  await writeFile(path, "old");
  await chmod(path, 0o644);
  await writeWholeFile(path, "new");
  expect(await readFile(path, "utf8")).toBe("new");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(directory)).toEqual(["copy.json"]);
});

it("leaves nothing behind where it fails", async () => {
  await mkdir(join(directory, "folder"));
  await expect(writeWholeFile(join(directory, "folder"), "new")).rejects.toThrow();
  expect(await readdir(directory)).toEqual(["folder"]);
});
