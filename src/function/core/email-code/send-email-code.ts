import type { Handler } from "hono";

import type { EmailAddress } from "../../../contract/email-address.ts";
import {
  type SendEmailCodeAnswer,
  parseSendEmailCodeRequest,
  resendAfterSeconds,
} from "../../../contract/email-code.ts";
import { parseReturnTo } from "../../../contract/return-to.ts";
import { answerProblem } from "../answers/problem-answer.ts";
import type { Cookies } from "../cookies/cookies.ts";
import { findUsedUpWindow } from "../counters/count-limit.ts";
import type { Limits } from "../counters/limits.ts";
import type { FunctionContext } from "../function-context.ts";
import type { Sealer } from "../sealing/sealer.ts";
import type { Wait } from "../wait.ts";
import { answerAfterMs } from "./answer-moment.ts";
import {
  type Challenge,
  buildChallenge,
  challengeLifetimeMs,
  openChallenge,
  resumeChallenge,
  sealChallenge,
} from "./challenge.ts";
import type { CodeMailing } from "./code-mailing.ts";
import type { CountSend } from "./count-send.ts";

/**
 * `POST /api/email-code/send`: 202 with a challenge cookie, the same for every address.
 *
 * An accepted send is answered at a fixed moment after it arrived, whether the mail has gone out by then or not: how long that
 * takes tells whether the address has an account (account enumeration by timing).
 */
export function sendEmailCode(parts: {
  ownOrigin: string;
  /** Id of the newest sealing key. */
  keyId: string;
  sealer: Sealer;
  cookies: Cookies;
  limits: Limits;
  readIncarnation: () => Promise<string>;
  countSend: CountSend;
  mailing: CodeMailing;
  runInBackground: (task: Promise<unknown>) => void;
  now: () => number;
  wait: Wait;
}): Handler<FunctionContext> {
  const { cookies, sealer, limits, mailing } = parts;
  const accepted: SendEmailCodeAnswer = {
    expiresInSeconds: challengeLifetimeMs / 1000,
    resendAfterSeconds,
    mayHoldLink: mailing.mayHoldLink,
  };

  const nextChallenge = async (
    sealedEarlier: string | null,
    request: { email: EmailAddress; returnTo: string | null; invitationToken: string | null },
  ): Promise<Challenge> => {
    const nowMs = parts.now();
    const begin = { ...request, keyId: parts.keyId, incarnation: await parts.readIncarnation() };
    const earlier = sealedEarlier === null ? null : await openChallenge(sealer, sealedEarlier);
    const resumed = earlier && resumeChallenge(earlier, begin, nowMs);
    if (resumed === null) return buildChallenge(begin, nowMs);
    const usedUp =
      (await findUsedUpWindow(limits.attemptsPerChallenge, resumed.challengeId)) ??
      (await findUsedUpWindow(limits.usesPerChallenge, resumed.challengeId));
    return usedUp === null ? resumed : buildChallenge(begin, nowMs);
  };

  return async (context) => {
    const moment = parts.wait(answerAfterMs);
    const request = parseSendEmailCodeRequest(context.get("body"));
    if (!request.ok) return answerProblem(context, request.failureCode);
    const { email, invitationToken } = request.value;
    const returnTo = parseReturnTo(request.value.returnTo, parts.ownOrigin) && request.value.returnTo;

    const outage = mailing.readOutage(context);
    if (outage !== null) return outage;

    const send = await parts.countSend(context, email);
    if (send.kind === "exceeded") return send.answer;

    const challenge = await nextChallenge(cookies.read(context, "portico-challenge"), {
      email,
      returnTo,
      invitationToken,
    });
    const sealed = await sealChallenge(sealer, challenge);

    const mailed = mailing.mail({
      challenge,
      browser: send.browser,
      lane: send.lane,
      language: context.req.header("Accept-Language") ?? null,
      moment,
    });
    parts.runInBackground(mailed.task);
    const failure = await mailed.toldFailure;
    if (failure !== null) return failure(context);
    await moment;
    cookies.write(context, "portico-challenge", sealed, challengeLifetimeMs / 1000);
    // A sign-in that waits for a step gives way to the new one. Whether there is one depends on this browser alone.
    if (cookies.read(context, "portico-step") !== null) cookies.clear(context, "portico-step");
    return context.json(accepted, 202);
  };
}
