import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { bundleFunction } from "./bundle-function.ts";

const { code, bytesByPackage } = await bundleFunction(join(import.meta.dirname, "workerd-worker.ts"));
const lines = [
  `core for a fetch host: ${String(code.length)} bytes minified, ${String(gzipSync(code).length)} gzipped`,
  "bytes before minifying, by package:",
  ...[...bytesByPackage]
    .toSorted(([, one], [, other]) => other - one)
    .map(([name, bytes]) => `${String(bytes).padStart(9)} ${name}`),
];
process.stdout.write(`${lines.join("\n")}\n`);
