import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it } from "vitest";

import { replaceFile } from "./replace-file.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "portico-file-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

it("replaceFile replaces the content, and makes the file readable by its owner only", async () => {
  const path = join(directory, "copy.json");
  await writeFile(path, "old");
  await chmod(path, 0o644);
  await replaceFile(path, "new");
  expect(await readFile(path, "utf8")).toBe("new");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(directory)).toEqual(["copy.json"]);
});

it("replaceFile leaves no temporary file behind when it fails", async () => {
  await mkdir(join(directory, "folder"));
  await expect(replaceFile(join(directory, "folder"), "new")).rejects.toThrow();
  expect(await readdir(directory)).toEqual(["folder"]);
});
