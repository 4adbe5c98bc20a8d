import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it } from "vitest";

import { takeRunLock } from "./run-lock.ts";

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "portico-lock-"));
  path = join(directory, "list.lock");
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const ownId = 2 ** 22 + 1;

it("is held by one process until it gives it free", async () => {
  const lock = takeRunLock(path, process.pid);
  expect(takeRunLock(path, ownId)).toEqual({ kind: "taken", processId: process.pid });
  if (lock.kind === "held") lock.release();
  expect(await readdir(directory)).toEqual([]);
  expect(takeRunLock(path, ownId)).toMatchObject({ kind: "held" });
  expect(await readFile(path, "utf8")).toBe(`${String(ownId)}\n`);
});

it("is taken from a process that is gone", async () => {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  await writeFile(path, `${String(pid)}\n`);
  expect(takeRunLock(path, ownId)).toMatchObject({ kind: "held" });
});

it.each([`${String(ownId)}\n`, "", "nonsense\n"])("is taken where it says %j", async (text) => {
  await writeFile(path, text);
  expect(takeRunLock(path, ownId)).toMatchObject({ kind: "held" });
});
