import type { Handler } from "hono";

import {
  type SendEmailCodeAnswer,
  parseSendEmailCodeRequest,
  resendAfterSeconds,
} from "../../contract/email-code.ts";
import { type EmailAddress, emailAddressKey } from "../../contract/email-address.ts";
import { parseReturnTo } from "../../contract/return-to.ts";
import { countAgainstLimit } from "../answers/limit-answer.ts";
import { answerProblem } from "../answers/problem-answer.ts";
import { answerWorkosFailure } from "../answers/workos-failure-answer.ts";
import { clientAddressKey } from "../client-address/client-address.ts";
import type { ReadBrowser } from "../client-address/read-browser.ts";
import type { Cookies } from "../cookies/cookies.ts";
import { findUsedUpWindow } from "../counters/count-limit.ts";
import type { Limits } from "../counters/limits.ts";
import type { FunctionContext } from "../function-context.ts";
import type { Sealer } from "../sealing/sealer.ts";
import type { Wait } from "../wait.ts";
import type { WorkosBreaker } from "../workos/workos-breaker.ts";
import {
  type Challenge,
  buildChallenge,
  challengeLifetimeMs,
  openChallenge,
  resumeChallenge,
  sealChallenge,
} from "./challenge.ts";
import type { AskForCodeMail } from "./code-mails.ts";

/** From a send's arrival to its answer. WorkOS answers within it as a rule, so that its own failures can be told. */
export const answerAfterMs = 600;

const accepted: SendEmailCodeAnswer = {
  expiresInSeconds: challengeLifetimeMs / 1000,
  resendAfterSeconds,
};

/**
 * `POST /api/email-code/send`: 202 with a challenge cookie, the same for every address.
 *
 * An accepted send is answered at a fixed moment after it arrived, whether WorkOS has answered by then or not: how long WorkOS
 * takes tells whether it knows the address (account enumeration by timing). A failure of WorkOS itself is told at once, or
 * remembered for the next send when it comes after the answer.
 */
export function sendEmailCode(parts: {
  ownOrigin: string;
  sealer: Sealer;
  cookies: Cookies;
  limits: Limits;
  breaker: WorkosBreaker;
  askForCodeMail: AskForCodeMail;
  readBrowser: ReadBrowser;
  runInBackground: (task: Promise<unknown>) => void;
  now: () => number;
  wait: Wait;
}): Handler<FunctionContext> {
  const { cookies, sealer, limits, breaker } = parts;

  const nextChallenge = async (
    sealedEarlier: string | null,
    email: EmailAddress,
    returnTo: string | null,
  ): Promise<Challenge> => {
    const nowMs = parts.now();
    const earlier = sealedEarlier === null ? null : await openChallenge(sealer, sealedEarlier);
    const resumed = earlier && resumeChallenge(earlier, email, returnTo, nowMs);
    if (resumed === null) return buildChallenge(email, returnTo, nowMs);
    const usedUp =
      (await findUsedUpWindow(limits.attemptsPerChallenge, resumed.challengeId)) ??
      (await findUsedUpWindow(limits.usesPerChallenge, resumed.challengeId));
    return usedUp === null ? resumed : buildChallenge(email, returnTo, nowMs);
  };

  return async (context) => {
    const moment = parts.wait(answerAfterMs);
    const request = parseSendEmailCodeRequest(context.get("body"));
    if (!request.ok) return answerProblem(context, request.failureCode);
    const { email } = request.value;
    const returnTo = parseReturnTo(request.value.returnTo, parts.ownOrigin) && request.value.returnTo;

    const untoldFailure = breaker.readUntoldFailure();
    if (untoldFailure !== null) return answerWorkosFailure(context, untoldFailure);

    const browser = parts.readBrowser(context.req.raw.headers);
    const limited =
      (await countAgainstLimit(context, limits.sendsPerClient, clientAddressKey(browser.address))) ??
      (await countAgainstLimit(context, limits.sendsPerAddress, emailAddressKey(email)));
    if (limited !== null) return limited;

    const challenge = await nextChallenge(cookies.read(context, "portico-challenge"), email, returnTo);
    const sealed = await sealChallenge(sealer, challenge);

    let isLate = false;
    const asking = parts.askForCodeMail(email, browser).then((result) => {
      if (result.kind === "already_on_its_way") return result;
      if (result.kind === "accepted") breaker.recordAnswer();
      else if (isLate) breaker.recordUntoldFailure(result);
      else breaker.recordToldFailure(result);
      return result;
    });
    parts.runInBackground(asking);

    const late = moment.then(() => {
      isLate = true;
      return { kind: "accepted" } as const;
    });
    const outcome = await Promise.race([asking, late]);
    if (outcome.kind !== "accepted" && outcome.kind !== "already_on_its_way") {
      return answerWorkosFailure(context, outcome);
    }
    await moment;
    cookies.write(context, "portico-challenge", sealed, challengeLifetimeMs / 1000);
    return context.json(accepted, 202);
  };
}
