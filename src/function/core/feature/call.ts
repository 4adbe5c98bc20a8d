import type { Handler } from "hono";
import type * as v from "valibot";

import type { FailureCode } from "../../../contract/failure.ts";
import type { LimitEntry } from "../counters/limit-table.ts";
import type { CookieName } from "../http/cookies.ts";
import type { FunctionContext } from "../http/function-context.ts";
import type { AccessRule } from "../tokens/require-access.ts";

/** Any parser of the contract. */
export type Schema = v.GenericSchema;

/** One shape that a call may succeed with. */
export type Success = {
  status: 200 | 201 | 202;
  description: string;
  schema: Schema;
  mediaType?: string;
  /** Whether the answer sets or clears cookies. */
  setsCookies?: boolean;
};

/** Everything about a call but its handler: the OpenAPI document, the router and the docs are made from it. */
export type CallDescription = {
  /** Its `operationId` in the OpenAPI document. */
  name: string;
  method: "GET" | "POST";
  /** As the contract has it, parameters in braces. */
  path: string;
  /** Which access token the call requires; null: none, because it works with cookies, with a secret in its body or with nothing. */
  access: AccessRule | null;
  summary: string;
  /** The body; null for calls that only read. */
  request: Schema | null;
  /** Members of the query, for calls that have some. */
  query?: v.ObjectSchema<v.ObjectEntries, undefined> | v.StrictObjectSchema<v.ObjectEntries, undefined>;
  /** Cookies that it reads. */
  cookies?: readonly CookieName[];
  /** Limits that its handler counts. */
  limits?: readonly LimitEntry[];
  successes: readonly [Success, ...Success[]];
  /** Failures of its own, besides those of the checks before it. */
  failures?: readonly FailureCode[];
  isDeprecated?: boolean;
};

/** A call: what it is and what it does, in one place. */
export type Call<Parts> = CallDescription & {
  handle: (parts: Parts) => Handler<FunctionContext>;
  /** Answers while the call's feature is switched off; `not_found` when absent. */
  handleWhenOff?: Handler<FunctionContext>;
};

const parameter = /\{(\w+)\}/g;

/** The call's path as the router takes it. */
export function toRoute(path: string): string {
  return path.replaceAll(parameter, ":$1");
}

/** The names of a path's parameters. */
export function findPathParameters(path: string): string[] {
  return [...path.matchAll(parameter)].map(([, name = ""]) => name);
}

/** Finds the path, parameters in braces, that a request's path belongs to; null for every other one. */
export function createFindPath(paths: readonly string[]): (pathname: string) => string | null {
  const patterns = paths.map((path) => ({
    path,
    pattern: new RegExp(`^${path.replaceAll(".", String.raw`\.`).replaceAll(parameter, "[^/]+")}$`),
  }));
  return (pathname) => patterns.find(({ pattern }) => pattern.test(pathname))?.path ?? null;
}
