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

for (const { page, calls, limits } of pages) {
  const path = join(import.meta.dirname, "..", "..", "docs", page);
  const text = await readFile(path, "utf8");
  const withCalls = replaceTable(text, "Calls", callColumns, buildCallTable(calls));
  await writeFile(path, replaceTable(withCalls, "Limits", limitColumns, buildLimitTable(limits)));
}
