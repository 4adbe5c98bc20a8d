import { readFileSync } from "node:fs";
import { join } from "node:path";

import * as v from "valibot";

import { listCalls } from "../core/app.ts";
import { openFeatures } from "../hosts/features.ts";
import { buildOpenApiDocument } from "./build-openapi-document.ts";

const projectDirectory = join(import.meta.dirname, "..", "..", "..");

/** The OpenAPI document of the core and all features as JSON, with the package's version. */
export async function buildOpenApiText(): Promise<string> {
  const { version } = v.parse(
    v.object({ version: v.string() }),
    JSON.parse(readFileSync(join(projectDirectory, "package.json"), "utf8")),
  );
  const features = await openFeatures({
    variables: {},
    baseDirectory: projectDirectory,
    fetch,
    now: Date.now,
    writeLog: () => undefined,
  });
  return `${JSON.stringify(buildOpenApiDocument(version, listCalls(features)), null, 2)}\n`;
}
