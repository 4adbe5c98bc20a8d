import { apiPaths } from "../contract/api-paths.ts";
import { type FunctionResult } from "../contract/function-call.ts";
import { recordStep, type StepName } from "./flight-recorder.ts";

const callSteps: Partial<Record<string, StepName>> = {
  [apiPaths.sendEmailCode]: "code_send",
  [apiPaths.verifyEmailCode]: "code_verify",
  [apiPaths.continueSignIn]: "code_continue",
  [apiPaths.redeemEmailLink]: "link_redeem",
  [apiPaths.refreshSession]: "session_refresh",
  [apiPaths.signOut]: "session_sign_out",
};

/** Notes what came of a call of the function: each of a sign-in's, and every other one that failed with a reference. */
export function recordFunctionCall(path: string, result: FunctionResult<unknown>): void {
  const step = callSteps[path];
  const problem = result.ok || result.failure.kind !== "problem" ? null : result.failure.problem;
  if (step === undefined && problem === null) return;
  const outcome = result.ok
    ? "ok"
    : result.failure.kind === "problem"
      ? result.failure.problem.code
      : result.failure.cause;
  recordStep(step ?? "call", outcome, problem?.reference ?? null);
}
