import type { EmailAddress } from "../../../contract/email-address.ts";
import type { FailureCode } from "../../../contract/failure.ts";
import type { Context } from "../http/context.ts";
import { answerProblem } from "../http/problem-answer.ts";
import type { Core } from "./core.ts";

/** A refused sign-in; `wasCompared` is false when a limit refused the guess before it was compared. */
export type Refusal = { failureCode: FailureCode; wasCompared: boolean; attemptsLeft?: number };

export async function emitRefusal(core: Core, email: EmailAddress, refusal: Refusal): Promise<void> {
  const { failureCode, wasCompared } = refusal;
  const emailFingerprint = await core.fingerprintEmail(email);
  core.emit({ event: "sign_in_refused", failureCode, emailFingerprint, wasCompared });
}

/** The problem for a refused sign-in; also emits its event. */
export async function answerRefusal(
  core: Core,
  context: Context,
  email: EmailAddress,
  { attemptsLeft, ...refusal }: Refusal,
): Promise<Response> {
  await emitRefusal(core, email, refusal);
  return answerProblem(context, refusal.failureCode, attemptsLeft === undefined ? {} : { attemptsLeft });
}
