import type { Context, Handler } from "hono";

import { type EmailAddress, emailAddressKey } from "../../contract/email-address.ts";
import {
  type SendEmailCodeAnswer,
  parseSendEmailCodeRequest,
  resendAfterSeconds,
} from "../../contract/email-code.ts";
import { parseReturnTo } from "../../contract/return-to.ts";
import { countAgainstLimit } from "../answers/limit-answer.ts";
import { answerProblem } from "../answers/problem-answer.ts";
import { clientAddressKey } from "../client-address/client-address.ts";
import type { ReadBrowser } from "../client-address/read-browser.ts";
import type { Cookies } from "../cookies/cookies.ts";
import { findUsedUpWindow } from "../counters/count-limit.ts";
import type { Limits } from "../counters/limits.ts";
import type { FunctionContext } from "../function-context.ts";
import type { KnownDevices } from "../local-issuer/known-devices.ts";
import type { Lane } from "../local-issuer/wrong-guesses.ts";
import type { Sealer } from "../sealing/sealer.ts";
import type { Wait } from "../wait.ts";
import {
  type Challenge,
  buildChallenge,
  challengeLifetimeMs,
  openChallenge,
  resumeChallenge,
  sealChallenge,
} from "./challenge.ts";
import type { CodeMailing } from "./code-mailing.ts";
import { findLane } from "./find-lane.ts";

/** From a send's arrival to its answer. WorkOS answers within it as a rule, so that its own failures can be told. */
export const answerAfterMs = 600;

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
  knownDevices: KnownDevices;
  mailing: CodeMailing;
  readBrowser: ReadBrowser;
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
    request: { email: EmailAddress; returnTo: string | null },
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

  const countSend = async (
    context: Context<FunctionContext>,
    email: EmailAddress,
    lane: Lane,
    clientKey: string,
  ): Promise<Response | null> => {
    const key = emailAddressKey(email);
    return (
      (await countAgainstLimit(context, limits.sendsPerClient, clientKey)) ??
      (lane.kind === "known"
        ? await countAgainstLimit(context, limits.sendsPerKnownDevice, `${lane.deviceId} ${key}`)
        : await countAgainstLimit(context, limits.sendsPerAddress, key))
    );
  };

  return async (context) => {
    const moment = parts.wait(answerAfterMs);
    const request = parseSendEmailCodeRequest(context.get("body"));
    if (!request.ok) return answerProblem(context, request.failureCode);
    const { email } = request.value;
    const returnTo = parseReturnTo(request.value.returnTo, parts.ownOrigin) && request.value.returnTo;

    const outage = mailing.readOutage(context);
    if (outage !== null) return outage;

    const browser = parts.readBrowser(context.req.raw.headers);
    const lane = await findLane(parts.knownDevices, context, email);
    const limited = await countSend(context, email, lane, clientAddressKey(browser.address));
    if (limited !== null) return limited;

    const challenge = await nextChallenge(cookies.read(context, "portico-challenge"), { email, returnTo });
    const sealed = await sealChallenge(sealer, challenge);

    const mailed = mailing.mail({
      challenge,
      browser,
      lane,
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
