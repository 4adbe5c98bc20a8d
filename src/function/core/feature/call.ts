import type * as v from "valibot";

import type { FailureCode } from "../../../contract/failure.ts";
import { sessionAnswerSchema } from "../../../contract/session.ts";
import { requiredStepSchema } from "../../../contract/sign-in-step.ts";
import type { LimitEntry } from "../counters/limit-table.ts";
import type { CookieName } from "../http/cookies.ts";
import type { Handler } from "../http/context.ts";
import type { MemberPermission } from "../../../contract/member-permissions.ts";

/** What a call requires of an access token, besides that it is valid and from a full sign-in. */
export type AccessRule =
  | { scope: "account" }
  /** The token must be for an organization in which its holder has the permission. */
  | { scope: "organization"; permission: MemberPermission };

/** Any schema of the contract. */
export type Schema = v.GenericSchema;

/** One successful response of a call. */
export type Success = {
  status: 200 | 201 | 202;
  description: string;
  schema: Schema;
  mediaType?: string;
  /** Whether the answer sets or clears cookies. */
  setsCookies?: boolean;
};

/** The session that every call that signs in responds with. */
export const sessionSuccess: Success = {
  status: 200,
  description: "The session; its refresh token is in the cookie.",
  schema: sessionAnswerSchema,
  setsCookies: true,
};

/** A step that WorkOS requires before the session. */
export const requiredStepSuccess: Success = {
  status: 200,
  description: "WorkOS requires another step first; answer it at `/api/email-code/continue`.",
  schema: requiredStepSchema,
  setsCookies: true,
};

/** Failures of every call that verifies a code. */
export const codeFailures = [
  "wrong_one_time_code",
  "one_time_code_expired",
  "too_many_attempts",
  "sign_in_replaced",
  "sign_up_not_allowed",
  "sso_required",
  "continue_with_workos",
  "workos_unreachable",
  "codes_paused",
] as const;

/** Everything about a call except its handler; the OpenAPI document, the routes and the docs are generated from it. */
export type CallDescription = {
  /** Its `operationId` in the OpenAPI document. */
  name: string;
  method: "GET" | "POST";
  /** From the contract, with parameters in braces. */
  path: string;
  /** The access token that the call requires; null for calls that rely on cookies, a secret in the body, or nothing. */
  access: AccessRule | null;
  summary: string;
  /** The body; null for calls without one. */
  request: Schema | null;
  /** Query parameters, if any. */
  query?: v.ObjectSchema<v.ObjectEntries, undefined> | v.StrictObjectSchema<v.ObjectEntries, undefined>;
  /** Cookies that it reads. */
  cookies?: readonly CookieName[];
  /** The cookie that it clears even beyond a limit: a limit must not keep anyone signed in. */
  clearsCookie?: CookieName;
  /** How often a client may make it; 600 times a minute when absent. */
  clientLimit?: LimitEntry;
  /** Limits that its handler counts. */
  limits?: readonly LimitEntry[];
  successes: readonly [Success, ...Success[]];
  /** Failures besides those of the checks that run first. */
  failures?: readonly FailureCode[];
  isDeprecated?: boolean;
};

/** A call: its description and its handler in one place. */
export type Call<Parts> = CallDescription & {
  handle: (parts: Parts) => Handler;
  /** Answers while the call's feature is switched off; `not_found` when absent. */
  handleWhenOff?: Handler;
};

const parameter = /\{(\w+)\}/g;

/** Finds the call path (parameters in braces) that matches a request's path; null when none does. */
export function createFindPath(paths: readonly string[]): (pathname: string) => string | null {
  const exact = new Set(paths);
  const patterns = paths
    .filter((path) => path.includes("{"))
    .map((path) => ({
      path,
      pattern: new RegExp(`^${path.replaceAll(".", String.raw`\.`).replaceAll(parameter, "[^/]+")}$`),
    }));
  return (pathname) =>
    exact.has(pathname) ? pathname : (patterns.find(({ pattern }) => pattern.test(pathname))?.path ?? null);
}
