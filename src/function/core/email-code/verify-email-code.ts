import type { Context, Handler } from "hono";

import { apiPaths } from "../../../contract/api-paths.ts";
import { parseVerifyEmailCodeRequest, verifyEmailCodeRequestSchema } from "../../../contract/email-code.ts";
import type { FailureCode } from "../../../contract/failure.ts";
import { countUse, findUsedUpWindow, giveBackUse } from "../counters/count-limit.ts";
import { limitTable } from "../counters/limit-table.ts";
import type { Call } from "../feature/call.ts";
import { type Challenge, openChallenge } from "../feature/challenge.ts";
import type { Core } from "../feature/core.ts";
import type { CodeCheck } from "../feature/issuer.ts";
import type { FunctionContext } from "../http/function-context.ts";
import { answerProblem } from "../http/problem-answer.ts";
import { requiredStepSuccess, sessionSuccess } from "../feature/successes.ts";

/**
 * The session and its cookie for the right code in the browser that asked for it, or the step that WorkOS asks for behind the code.
 *
 * Every guess is counted before it is compared, atomically: parallel guesses can't outrun the limit. A guess that the only issuer
 * could not compare is given back; with several, the others compared it. A challenge gives one session at most.
 */
export const verifyEmailCode: Call<Core> = {
  name: "verifyEmailCode",
  method: "POST",
  path: apiPaths.verifyEmailCode,
  access: null,
  summary: "Signs in with the mailed code, or with the code that a mailed link showed in another browser.",
  request: verifyEmailCodeRequestSchema,
  cookies: ["portico-challenge", "portico-device"],
  limits: [limitTable.attemptsPerChallenge, limitTable.usesPerChallenge],
  successes: [sessionSuccess, requiredStepSuccess],
  failures: [
    "no_challenge",
    "wrong_one_time_code",
    "one_time_code_expired",
    "too_many_attempts",
    "link_used",
    "sign_up_not_allowed",
    "sso_required",
    "invitation_not_found",
    "invitation_other_address",
    "continue_with_workos",
    "too_many_requests",
    "workos_unreachable",
    "codes_paused",
  ],
  handle,
};

function handle(core: Core): Handler<FunctionContext> {
  const { attemptsPerChallenge: attempts, usesPerChallenge: uses } = core.limits;
  const isOnlyIssuer = core.issuers.length === 1;

  const emitRefused = async (
    { email }: Challenge,
    failureCode: FailureCode,
    wasCompared: boolean,
  ): Promise<void> => {
    const emailFingerprint = await core.fingerprintEmail(email);
    core.emit({ event: "sign_in_refused", failureCode, emailFingerprint, wasCompared });
  };
  const answerRefused = async (
    context: Context<FunctionContext>,
    challenge: Challenge,
    failureCode: FailureCode,
    wasCompared: boolean,
    more: { attemptsLeft?: number } = {},
  ): Promise<Response> => {
    await emitRefused(challenge, failureCode, wasCompared);
    return answerProblem(context, failureCode, more);
  };

  return async (context) => {
    const typed = parseVerifyEmailCodeRequest(context.get("body"));
    if (typed === null) return answerProblem(context, "invalid_request");

    const sealed = core.cookies.read(context, "portico-challenge");
    const challenge = sealed === null ? null : await openChallenge(core.sealer, sealed);
    if (challenge === null) return answerProblem(context, "no_challenge");
    if (challenge.expiresAtMs <= core.now()) return answerProblem(context, "one_time_code_expired");
    // Its guesses were counted in a store that has been emptied since.
    if (challenge.incarnation !== (await core.counterStore.readIncarnation())) {
      return answerProblem(context, "no_challenge");
    }
    const { challengeId } = challenge;
    if ((await findUsedUpWindow(uses, challengeId)) !== null) return answerProblem(context, "no_challenge");

    const attempt = await countUse(attempts, challengeId);
    if (attempt.kind === "exceeded")
      return await answerRefused(context, challenge, "too_many_attempts", false);

    const bucket = await core.knownDevices.findBucket(context, challenge.email);
    const wrong: Extract<CodeCheck, { kind: "wrong" }>[] = [];
    for (const issuer of core.issuers) {
      const check = await issuer.checkCode({ context, challenge, typed, bucket, isOnlyIssuer });
      switch (check.kind) {
        case "wrong":
          wrong.push(check);
          break;
        case "right":
          for (const { forgive } of wrong) await forgive();
          return await check.finish();
        case "refused":
          return await answerRefused(context, challenge, check.failureCode, true);
        case "unavailable":
          if (isOnlyIssuer) await giveBackUse(attempts, challengeId);
          await emitRefused(challenge, check.failureCode, wasCompared(wrong));
          return check.answer();
        default:
          return check satisfies never;
      }
    }
    return await answerRefused(context, challenge, "wrong_one_time_code", wasCompared(wrong), {
      attemptsLeft: attempt.usesLeft,
    });
  };
}

function wasCompared(checks: readonly { wasCompared: boolean }[]): boolean {
  return checks.some((check) => check.wasCompared);
}
