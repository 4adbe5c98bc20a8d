import { listCalls } from "../../src/function/core/app.ts";
import {
  buildOpenApiDocument,
  type OpenApiOperation,
} from "../../src/function/openapi/build-openapi-document.ts";
import { allFeatures } from "../function/all-features.ts";

/** The failures of each call by `POST /path`, as "403 code"; parameters of paths are in braces. */
export type ContractFailures = Record<string, string[]>;

declare module "vitest" {
  export interface ProvidedContext {
    contractFailures: ContractFailures;
  }
}

/** What the OpenAPI document says that each call can fail with. */
export function readContractFailures(): ContractFailures {
  const { paths } = buildOpenApiDocument("0.0.0", listCalls(allFeatures));
  return Object.fromEntries(
    Object.entries(paths).flatMap(([path, { get, post }]) => [
      ...(get === undefined ? [] : [[`GET ${path}`, listFailures(get)] as const]),
      ...(post === undefined ? [] : [[`POST ${path}`, listFailures(post)] as const]),
    ]),
  );
}

function listFailures({ responses }: OpenApiOperation): string[] {
  return Object.entries(responses).flatMap(([status, { description }]) =>
    [...description.matchAll(/`([a-z_]+)`/g)].map(([, failureCode = ""]) => `${status} ${failureCode}`),
  );
}

/** Computed once: loading the function in every test file would take longer than most tests. */
export function setup(project: {
  provide: (name: "contractFailures", value: ContractFailures) => void;
}): void {
  project.provide("contractFailures", readContractFailures());
}
