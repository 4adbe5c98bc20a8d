import type { Handler } from "hono";
import type * as v from "valibot";

import type { FailureCode } from "../../../contract/failure.ts";
import { sessionAnswerSchema } from "../../../contract/session.ts";
import { requiredStepSchema } from "../../../contract/sign-in-step.ts";
import type { LimitEntry } from "../counters/limit-table.ts";
import type { CookieName } from "../http/cookies.ts";
import type { FunctionContext } from "../http/function-context.ts";
import type { MemberPermission } from "../../../contract/member-permissions.ts";

/** What a call requires of an access token besides being valid and of a whole sign-in. */
export type AccessRule =
  | { scope: "account" }
  /** The token has to be for an organization, in which its holder has the permission. */
  | { scope: "organization"; permission: MemberPermission };

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

/** A session, as every call that signs in answers it. */
export const sessionSuccess: Success = {
  status: 200,
  description: "The session; its refresh token is in the cookie.",
  schema: sessionAnswerSchema,
  setsCookies: true,
};

/** A step that WorkOS asks for before the session. */
export const requiredStepSuccess: Success = {
  status: 200,
  description: "WorkOS requires another step first; `/api/email-code/continue` takes it.",
  schema: requiredStepSchema,
  setsCookies: true,
};

/** Failures of every call that takes a code. */
export const codeFailures = [
  "wrong_one_time_code",
  "one_time_code_expired",
  "too_many_attempts",
  "sign_up_not_allowed",
  "sso_required",
  "continue_with_workos",
  "too_many_requests",
  "workos_unreachable",
  "codes_paused",
] as const;

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

/** Finds the path, parameters in braces, that a request's path belongs to; null for every other one. */
export function createFindPath(paths: readonly string[]): (pathname: string) => string | null {
  const patterns = paths.map((path) => ({
    path,
    pattern: new RegExp(`^${path.replaceAll(".", String.raw`\.`).replaceAll(parameter, "[^/]+")}$`),
  }));
  return (pathname) => patterns.find(({ pattern }) => pattern.test(pathname))?.path ?? null;
}
