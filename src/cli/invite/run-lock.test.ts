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

it("takeRunLock refuses a lock that a running process holds, until it is released", async () => {
  const release = takeRunLock(path, process.pid);
  expect(() => takeRunLock(path, ownId)).toThrow(`in progress (process ${String(process.pid)})`);
  release();
  expect(await readdir(directory)).toEqual([]);
  takeRunLock(path, ownId);
  expect(await readFile(path, "utf8")).toBe(`${String(ownId)}\n`);
});

it("takeRunLock takes over the lock of a killed process at once", async () => {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  await writeFile(path, `${String(pid)}\n`);
  takeRunLock(path, ownId);
  expect(await readFile(path, "utf8")).toBe(`${String(ownId)}\n`);
});

it.each([`${String(ownId)}\n`, "", "nonsense\n"])(
  "takeRunLock takes over a lock with the content %j",
  async (text) => {
    await writeFile(path, text);
    takeRunLock(path, ownId);
    expect(await readFile(path, "utf8")).toBe(`${String(ownId)}\n`);
  },
);
