import type { Context, Handler } from "hono";

import { parseVerifyEmailCodeRequest } from "../../../contract/email-code.ts";
import type { FailureCode } from "../../../contract/failure.ts";
import { answerProblem } from "../answers/problem-answer.ts";
import { answerWorkosFailure } from "../answers/workos-failure-answer.ts";
import type { ReadBrowser } from "../client-address/read-browser.ts";
import type { Cookies } from "../cookies/cookies.ts";
import { countUse, findUsedUpWindow, giveBackUse } from "../counters/count-limit.ts";
import type { Limits } from "../counters/limits.ts";
import type { EmitEvent } from "../events/auth-event.ts";
import type { FunctionContext } from "../function-context.ts";
import type { KnownDevices } from "./known-devices.ts";
import type { LocalIssuer } from "../../features/local-issuer/local-issuer.ts";
import type { FingerprintEmail } from "../logging/email-fingerprint.ts";
import type { Sealer } from "../sealing/sealer.ts";
import type { WorkosSignIn } from "../sign-in-steps/workos-sign-in.ts";
import type { WorkosApi } from "../workos/workos-api.ts";
import type { WorkosBreaker } from "../workos/workos-breaker.ts";
import { isWorkosFailure } from "../workos/workos-error.ts";
import { type Challenge, openChallenge } from "./challenge.ts";
import { findLane } from "./find-lane.ts";

/**
 * `POST /api/email-code/verify`: the session and its cookie for the right code in the browser that asked for it, or the step that WorkOS
 * asks for behind the code.
 *
 * Every guess is counted before it is compared, atomically: parallel guesses can't outrun the limit. Without a local issuer, a guess
 * that WorkOS did not compare, because it was down or busy, is given back; with one it was compared here already. A challenge
 * gives one session at most.
 */
export function verifyEmailCode(parts: {
  sealer: Sealer;
  cookies: Cookies;
  limits: Limits;
  readIncarnation: () => Promise<string>;
  breaker: WorkosBreaker;
  workos: WorkosApi;
  workosSignIn: WorkosSignIn;
  knownDevices: KnownDevices;
  /** Null where codes come from WorkOS alone. */
  localIssuer: LocalIssuer | null;
  fingerprintEmail: FingerprintEmail;
  emit: EmitEvent;
  readBrowser: ReadBrowser;
  now: () => number;
}): Handler<FunctionContext> {
  const { localIssuer } = parts;
  const attempts = parts.limits.attemptsPerChallenge;
  const uses = parts.limits.usesPerChallenge;

  const emitRefused = async (
    { email }: Challenge,
    failureCode: FailureCode,
    wasCompared: boolean,
  ): Promise<void> => {
    const emailFingerprint = await parts.fingerprintEmail(email);
    parts.emit({ event: "sign_in_refused", failureCode, emailFingerprint, wasCompared });
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
    const request = parseVerifyEmailCodeRequest(context.get("body"));
    if (request === null) return answerProblem(context, "invalid_request");

    const sealed = parts.cookies.read(context, "portico-challenge");
    const challenge = sealed === null ? null : await openChallenge(parts.sealer, sealed);
    if (challenge === null) return answerProblem(context, "no_challenge");
    if (challenge.expiresAtMs <= parts.now()) return answerProblem(context, "one_time_code_expired");
    // Its guesses were counted in a store that has been emptied since.
    if (challenge.incarnation !== (await parts.readIncarnation())) {
      return answerProblem(context, "no_challenge");
    }
    const { challengeId } = challenge;
    if ((await findUsedUpWindow(uses, challengeId)) !== null) return answerProblem(context, "no_challenge");

    const attempt = await countUse(attempts, challengeId);
    if (attempt.kind === "exceeded")
      return await answerRefused(context, challenge, "too_many_attempts", false);
    const answerWrong = async (wasCompared: boolean): Promise<Response> =>
      await answerRefused(context, challenge, "wrong_one_time_code", wasCompared, {
        attemptsLeft: attempt.usesLeft,
      });
    const giveBackAttempt = async (): Promise<void> => {
      if (localIssuer === null) await giveBackUse(attempts, challengeId);
    };

    const lane = await findLane(parts.knownDevices, context, challenge.email);
    const local = await localIssuer?.checkCode(challenge, request, lane);
    if (local?.kind === "right" && localIssuer !== null) {
      return await localIssuer.finishSignIn(
        context,
        challenge,
        request.kind === "one_time_code" ? "EmailCode" : "EmailLink",
      );
    }
    const wasComparedHere = local?.kind === "wrong" && local.wasCompared;
    if (request.kind === "pairing_code") return await answerWrong(wasComparedHere);
    // While WorkOS is down its codes can't be compared. The answer is that of a wrong one for every address: another would tell
    // which of the two issuers knows it.
    if (localIssuer !== null && parts.breaker.isFailing()) return await answerWrong(wasComparedHere);

    const browser = parts.readBrowser(context.req.raw.headers);
    const result = await parts.workos.verifyOneTimeCode(
      challenge.email,
      request.oneTimeCode,
      browser,
      challenge.invitationToken,
    );
    if (!isWorkosFailure(result)) parts.breaker.recordAnswer();
    switch (result.kind) {
      case "unreachable":
      case "credentials_refused":
        parts.breaker.recordToldFailure(result);
        await giveBackAttempt();
        await emitRefused(challenge, "workos_unreachable", wasComparedHere);
        return answerWorkosFailure(context, result);
      case "rate_limited":
        await giveBackAttempt();
        await emitRefused(challenge, "too_many_requests", wasComparedHere);
        return answerProblem(context, "too_many_requests", {
          retryAfterSeconds: result.retryAfterSeconds ?? 60,
        });
      case "authenticated":
        if (local?.kind === "wrong") await local.forgive();
        return await parts.workosSignIn.finish(context, challenge, result.session, "no_challenge");
      case "step_required":
        if (local?.kind === "wrong") await local.forgive();
        return await parts.workosSignIn.askForStep(context, challenge, result.required);
      case "wrong_one_time_code":
        return await answerWrong(true);
      case "one_time_code_expired":
      case "too_many_attempts":
      case "sign_up_not_allowed":
      case "sso_required":
      case "invitation_not_found":
      case "invitation_other_address":
        return await answerRefused(context, challenge, result.kind, true);
      case "more_steps_required":
        return await answerRefused(context, challenge, "continue_with_workos", true);
      default:
        return result satisfies never;
    }
  };
}
