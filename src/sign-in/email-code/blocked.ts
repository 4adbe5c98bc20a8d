import { type FailureCode } from "../../contract/failure.ts";
import { type FunctionFailure } from "../../contract/function-call.ts";

/**
 * Why a correct code isn't enough: the organization requires single sign-on, AuthKit has to ask for something, or there is no account
 * and sign-up needs an invitation.
 */
export type BlockedReason = "sso" | "workos" | "invitation";

const reasons: Partial<Record<FailureCode, BlockedReason>> = {
  sso_required: "sso",
  continue_with_workos: "workos",
  sign_up_not_allowed: "invitation",
};

/** The reason in a failed call; null if another try may succeed. */
export function findBlockedReason(failure: FunctionFailure): BlockedReason | null {
  return failure.kind === "problem" ? (reasons[failure.problem.code] ?? null) : null;
}
