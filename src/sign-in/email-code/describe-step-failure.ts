import { describeFunctionFailure } from "../../config/failure-message.ts";
import { emailCodeMessages } from "../../config/messages/email-code.ts";
import { type FunctionFailure } from "../../contract/function-call.ts";

/** The text for a failed call at a required step, where some texts about mailed codes would be misleading. */
export function describeStepFailure(failure: FunctionFailure): string {
  if (failure.kind === "problem" && failure.problem.code === "too_many_attempts")
    return emailCodeMessages.requiredStep.tooManyAttempts;
  if (failure.kind === "problem" && failure.problem.code === "one_time_code_expired")
    return emailCodeMessages.requiredStep.codeExpired;
  return describeFunctionFailure(failure);
}
