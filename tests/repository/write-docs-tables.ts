import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import {
  buildCallTable,
  buildLimitTable,
  callColumns,
  limitColumns,
  pages,
  replaceTable,
} from "./docs-tables.ts";
import { buildLlmsText } from "./llms-text.ts";

const projectDirectory = join(import.meta.dirname, "..", "..");

for (const { page, calls, limits } of pages) {
  const path = join(projectDirectory, "docs", page);
  const text = await readFile(path, "utf8");
  const withCalls = replaceTable(text, "Calls", callColumns, buildCallTable(calls));
  await writeFile(path, replaceTable(withCalls, "Limits", limitColumns, buildLimitTable(limits)));
}
await writeFile(join(projectDirectory, "docs", "llms.txt"), buildLlmsText(projectDirectory));
