import { apiPaths } from "../../../contract/api-paths.ts";
import { isExpectedEmail } from "../../../contract/email-address.ts";
import { parseVerifyEmailCodeRequest, verifyEmailCodeRequestSchema } from "../../../contract/email-code.ts";
import { countUse, findUsedUpWindow, giveBackUse } from "../counters/limits.ts";
import { limitTable } from "../counters/limit-table.ts";
import { type Call, codeFailures, requiredStepSuccess, sessionSuccess } from "../feature/call.ts";
import { findGuessLimit } from "../feature/known-devices.ts";
import { answerRefusal, emitRefusal } from "../feature/refusal.ts";
import type { Core } from "../feature/core.ts";
import type { CodeCheck } from "../feature/issuer.ts";
import type { Handler } from "../http/context.ts";
import { answerProblem } from "../http/problem-answer.ts";

/**
 * The session and its cookie for the correct code in the browser that requested it, or the further step that WorkOS requires.
 *
 * Every guess is counted atomically before any issuer compares it, by challenge and by address, so parallel guesses and new
 * challenges can't exceed the limits. A guess that no issuer compared is given back. A challenge gives at most one session.
 */
export const verifyEmailCode: Call<Core> = {
  name: "verifyEmailCode",
  method: "POST",
  path: apiPaths.verifyEmailCode,
  access: null,
  summary: "Signs in with the mailed code, or with the code that a mailed link showed in another browser.",
  request: verifyEmailCodeRequestSchema,
  cookies: ["portico-challenge", "portico-device"],
  clientLimit: limitTable.triesPerClient,
  limits: [
    limitTable.attemptsPerChallenge,
    limitTable.usesPerChallenge,
    limitTable.guessesPerAccount,
    limitTable.guessesOfKnownDevices,
  ],
  successes: [sessionSuccess, requiredStepSuccess],
  failures: [
    ...codeFailures,
    "no_challenge",
    "link_used",
    "invitation_not_found",
    "invitation_other_address",
  ],
  handle,
};

function handle(core: Core): Handler {
  const attempts = core.limit(limitTable.attemptsPerChallenge);
  const uses = core.limit(limitTable.usesPerChallenge);
  const isOnlyIssuer = core.issuers.length === 1;

  return async (context) => {
    const typed = parseVerifyEmailCodeRequest(context.body);
    if (typed === null) return answerProblem(context, "invalid_request");

    const challenge = await core.challengeCookie.read(context);
    if (challenge === null) return answerProblem(context, "no_challenge");
    if (!isExpectedEmail(typed.expectedEmail, challenge.email))
      return answerProblem(context, "sign_in_replaced");
    if (challenge.expiresAtMs <= core.now()) return answerProblem(context, "one_time_code_expired");
    // Its guesses were counted in a store that has since been emptied.
    if (challenge.incarnation !== (await core.counterStore.readStoreId()))
      return answerProblem(context, "no_challenge");
    const { challengeId } = challenge;
    if ((await findUsedUpWindow(uses, challengeId)) !== null) return answerProblem(context, "no_challenge");

    const attempt = await countUse(attempts, challengeId);
    const deviceId = await core.knownDevices.find(context, challenge.email);
    // Pairing codes have 50 bits and come from the owner's link, which guesses must not close (account lockout).
    const guess =
      typed.kind === "pairing_code" ? null : findGuessLimit(core.limit, challenge.email, deviceId);
    const isWithin =
      attempt.kind === "within" && (guess === null || (await countUse(...guess)).kind === "within");
    if (!isWithin) {
      // A new code helps after too many attempts, and where its mail may hold a link. WorkOS's own page has its own limits.
      const failureCode =
        attempt.kind === "within" && isOnlyIssuer ? "continue_with_workos" : "too_many_attempts";
      return await answerRefusal(core, context, challenge.email, { failureCode, wasCompared: false });
    }
    const giveBackGuess = async (): Promise<void> => {
      if (guess !== null) await giveBackUse(...guess);
    };
    const wrong: Extract<CodeCheck, { kind: "wrong" }>[] = [];
    for (const issuer of core.issuers) {
      const check = await issuer.checkCode({ context, challenge, typed, deviceId, isOnlyIssuer });
      switch (check.kind) {
        case "wrong":
          wrong.push(check);
          break;
        case "right":
          for (const { forgive } of wrong) await forgive?.();
          await giveBackGuess();
          return await check.finish();
        case "refused":
          return await answerRefusal(core, context, challenge.email, {
            failureCode: check.failureCode,
            wasCompared: true,
          });
        case "unavailable":
          if (!wasCompared(wrong)) await Promise.all([giveBackUse(attempts, challengeId), giveBackGuess()]);
          await emitRefusal(core, challenge.email, {
            failureCode: check.failureCode,
            wasCompared: wasCompared(wrong),
          });
          return check.answer();
        default:
          return check satisfies never;
      }
    }
    if (!wasCompared(wrong)) await giveBackGuess();
    return await answerRefusal(core, context, challenge.email, {
      failureCode: "wrong_one_time_code",
      wasCompared: wasCompared(wrong),
      attemptsLeft: attempt.usesLeft,
    });
  };
}

function wasCompared(checks: readonly { wasCompared: boolean }[]): boolean {
  return checks.some((check) => check.wasCompared);
}
