import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";

import { measureEntries } from "../repository/measure-entries.ts";
import type { Row, Section } from "./report.ts";
import { buildApp } from "./start-product.ts";

const signInPageBytes = 85_000;
const consolePageBytes = 25_000;
const beforeRedirectBytes = 3000;

/** Measures the scripts of each page of a build. */
export async function benchBundle(): Promise<Section> {
  const directory = await buildApp(join("build", "bundle"), { VITE_WORKOS_CLIENT_ID: "client_bench" });
  const { views, consolePages } = await measureEntries(directory);
  return {
    title: "Scripts: bytes with brotli at its best",
    notes: [],
    rows: [
      buildRow("before the redirect can leave", await measureEarlyScript(directory), beforeRedirectBytes),
      ...[...views].map(([file, bytes]) =>
        buildRow(file, bytes, file === "sign-in.html" ? signInPageBytes : undefined),
      ),
      ...[...consolePages].map(([page, bytes]) =>
        buildRow(`${page}, beyond console.html`, bytes, consolePageBytes),
      ),
    ],
  };
}

function buildRow(name: string, value: number, atMost?: number): Row {
  return { name, value, unit: "bytes", ...(atMost !== undefined && { target: { atMost } }), detail: "" };
}

async function measureEarlyScript(directory: string): Promise<number> {
  const html = await readFile(join(directory, "sign-in.html"), "utf8");
  const [, source] = /<script data-early src="([^"]*)"/.exec(html) ?? [];
  if (source === undefined) return Number.NaN;
  return brotliCompressSync(await readFile(join(directory, source))).byteLength;
}
