import { type FailureCode, failureStatuses } from "../contract/failure.ts";
import { type FunctionFailure } from "../contract/function-call.ts";

/** What became of a sign-in with `redirect: false`, in the shape that the Auth.js client gives. */
export type SignInResponse = {
  /** The failure's name, as `WrongOneTimeCode`; undefined when it went well. */
  error: string | undefined;
  /** The failure's code, as `wrong_one_time_code`; undefined when it went well. */
  code: SignInFailureCode | undefined;
  /** The HTTP status; 0 where nothing was answered. */
  status: number;
  ok: boolean;
  /** The path to land on; null when it didn't go well. */
  url: string | null;
};

/** Failures that no server has answered with, and their statuses. */
const ownStatuses = {
  /** This build doesn't have the provider. */
  provider_not_available: 404,
  /** No provider was named, and `redirect: false` forbids to go and ask for one. */
  provider_missing: 400,
  /** Somebody is signed in, and what was asked for can't be had beside that session. */
  already_signed_in: 409,
  /** The code was right, and a step is still to be taken; the sign-in page opens at it. */
  organization_selection_required: 403,
  mfa_challenge: 403,
  email_verification_required: 403,
  /** The browser keeps nothing for this site, so that a sign-in through WorkOS couldn't find its way back. */
  storage_blocked: 0,
  /** The browser opened no new tab: the call didn't come from a click, or pop-ups are forbidden. */
  tab_blocked: 0,
  /** The caller's signal has ended the wait. */
  aborted: 0,
  /** The function wasn't reached, didn't answer in time, or something else answered in its place. */
  network: 0,
  timeout: 0,
  foreign_answer: 0,
} as const;

/** Every `code` of a response: the function's own failures, and those that happen before it or without it. */
export type SignInFailureCode = FailureCode | keyof typeof ownStatuses;

const statuses: Record<SignInFailureCode, number> = { ...failureStatuses, ...ownStatuses };

/** The response to a sign-in that went well. */
export function buildSuccess(url: string): SignInResponse {
  return { error: undefined, code: undefined, status: 200, ok: true, url };
}

/**
 * The response to a sign-in that failed.
 * @param status as it was answered, where somebody has answered
 */
export function buildFailure(
  failureCode: SignInFailureCode,
  status: number = statuses[failureCode],
): SignInResponse {
  return { error: nameFailure(failureCode), code: failureCode, status, ok: false, url: null };
}

/** The response to a call of the function that failed. */
export function buildFunctionFailure(failure: FunctionFailure): SignInResponse {
  if (failure.kind === "problem") return buildFailure(failure.problem.code, failure.problem.status);
  return buildFailure(failure.cause === "foreignAnswer" ? "foreign_answer" : failure.cause);
}

/** Auth.js names errors by classes; ours are the codes in that spelling. */
function nameFailure(failureCode: SignInFailureCode): string {
  return failureCode.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
