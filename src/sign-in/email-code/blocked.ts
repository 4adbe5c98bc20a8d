import { type FailureCode } from "../../contract/failure.ts";
import { type FunctionFailure } from "../../contract/function-call.ts";

/**
 * Why a right code leads no further here: the organization has a sign-on of its own, WorkOS's page has to ask for something, or
 * there is no account and nobody may make one.
 */
export type BlockedReason = "sso" | "workos" | "invitation";

const reasons: Partial<Record<FailureCode, BlockedReason>> = {
  sso_required: "sso",
  continue_with_workos: "workos",
  sign_up_not_allowed: "invitation",
};

/** The reason in a failed call, or null for a failure after which another try makes sense. */
export function findBlockedReason(failure: FunctionFailure): BlockedReason | null {
  return failure.kind === "problem" ? (reasons[failure.problem.code] ?? null) : null;
}
