import { readFileSync } from "node:fs";
import { join } from "node:path";

import * as v from "valibot";

import { buildOpenApiDocument } from "./build-openapi-document.ts";

// For Node alone, in development: it reads the package's version, and what makes the document is no dependency of a running function.

const packageFile = join(import.meta.dirname, "..", "..", "..", "package.json");

/** The OpenAPI document as JSON, with the package's version. */
export function buildOpenApiText(): string {
  const { version } = v.parse(
    v.object({ version: v.string() }),
    JSON.parse(readFileSync(packageFile, "utf8")),
  );
  return `${JSON.stringify(buildOpenApiDocument(version), null, 2)}\n`;
}
