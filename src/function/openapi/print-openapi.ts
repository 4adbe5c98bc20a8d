import { buildOpenApiText } from "./openapi-text.ts";

process.stdout.write(await buildOpenApiText());
