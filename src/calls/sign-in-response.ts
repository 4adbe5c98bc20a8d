import { type FailureCode, failureStatuses } from "../contract/failure.ts";
import { type FunctionFailure } from "../contract/function-call.ts";

/** The result of a sign-in with `redirect: false`, in the shape of the Auth.js client's. */
export type SignInResponse = {
  /** The failure's name, such as `WrongOneTimeCode`; undefined after a success. */
  error: string | undefined;
  /** The failure's code, such as `wrong_one_time_code`; undefined after a success. */
  code: SignInFailureCode | undefined;
  /** The HTTP status; 0 without an answer. */
  status: number;
  ok: boolean;
  /** The path to land on; null after a failure. */
  url: string | null;
};

/** Failures that the function doesn't answer with, and their statuses. */
const ownStatuses = {
  /** The provider is unknown or switched off. */
  provider_not_available: 404,
  /** No provider was given, and with `redirect: false` the sign-in page can't ask for one. */
  provider_missing: 400,
  /** The existing session doesn't match the requested sign-in. */
  already_signed_in: 409,
  /** The code was correct, and WorkOS requires another step; the sign-in page opens at it. */
  organization_selection_required: 403,
  mfa_challenge: 403,
  email_verification_required: 403,
  /** The browser blocks storage for this site, which the redirect to AuthKit needs. */
  storage_blocked: 0,
  /** The page's address is plain HTTP, where browsers keep the cryptography of the redirect from it. */
  insecure_page: 0,
  /** The browser opened no new tab: the call wasn't made during a click, or pop-ups are blocked. */
  tab_blocked: 0,
  /** The caller's signal was aborted. */
  aborted: 0,
  /** The function was unreachable, was too slow, or something else answered instead. */
  network: 0,
  timeout: 0,
  foreign_answer: 0,
} as const;

/** Every `code` of a response. */
export type SignInFailureCode = FailureCode | keyof typeof ownStatuses;

const statuses: Record<SignInFailureCode, number> = { ...failureStatuses, ...ownStatuses };

/** The response to a successful sign-in. */
export function buildSuccess(url: string): SignInResponse {
  return { error: undefined, code: undefined, status: 200, ok: true, url };
}

/**
 * The response to a failed sign-in.
 * @param status the HTTP status, if there was an answer
 */
export function buildFailure(
  failureCode: SignInFailureCode,
  status: number = statuses[failureCode],
): SignInResponse {
  return { error: nameFailure(failureCode), code: failureCode, status, ok: false, url: null };
}

/** The response to a failed call of the function. */
export function buildFunctionFailure(failure: FunctionFailure): SignInResponse {
  if (failure.kind === "problem") return buildFailure(failure.problem.code, failure.problem.status);
  return buildFailure(failure.cause === "foreignAnswer" ? "foreign_answer" : failure.cause);
}

/** The failure code in the spelling of Auth.js's error classes. */
function nameFailure(failureCode: SignInFailureCode): string {
  return failureCode.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
