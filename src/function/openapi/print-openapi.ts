import { buildOpenApiText } from "./openapi-text.ts";

process.stdout.write(buildOpenApiText());
