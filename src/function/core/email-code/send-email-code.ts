import { apiPaths } from "../../../contract/api-paths.ts";
import { emailAddressKey } from "../../../contract/email-address.ts";
import {
  parseSendEmailCodeRequest,
  resendAfterSeconds,
  type SendEmailCodeAnswer,
  sendEmailCodeAnswerSchema,
  sendEmailCodeRequestSchema,
} from "../../../contract/email-code.ts";
import { chooseLinkOrigin } from "../../../contract/own-origin.ts";
import { parseReturnTo } from "../../../contract/return-to.ts";
import { beginCounts, countUse, findUsedUpWindow, giveBackUse } from "../counters/limits.ts";
import { limitTable } from "../counters/limit-table.ts";
import type { Call } from "../feature/call.ts";
import {
  buildChallenge,
  type Challenge,
  challengeLifetimeMs,
  readSharedSinceMs,
  resumeChallenge,
} from "../feature/challenge.ts";
import { responseDelayMs } from "../feature/issuer.ts";
import type { Core } from "../feature/core.ts";
import { sendLimits } from "../feature/count-send.ts";
import type { Handler } from "../http/context.ts";
import { answerProblem } from "../http/problem-answer.ts";

/**
 * 202 with a challenge cookie, identical for every address.
 *
 * An accepted send is answered a fixed delay after it arrived, whether or not the mail has gone out: mailing time would
 * reveal whether the address has an account (account enumeration by timing).
 *
 * Where strangers have used up the address's mails, sends share one mail for each period: its code works in every browser that
 * has asked in that period, so no number of strangers can keep the owner from one (account lockout).
 */
export const sendEmailCode: Call<Core> = {
  name: "sendEmailCode",
  method: "POST",
  path: apiPaths.sendEmailCode,
  access: null,
  summary: "Mails a one-time code. The answer is the same for every address.",
  request: sendEmailCodeRequestSchema,
  cookies: ["portico-challenge", "portico-device"],
  limits: [
    ...sendLimits,
    limitTable.sharedMailsPerAddress,
    limitTable.mailsPerAddress,
    limitTable.invitedMailsPerAddress,
  ],
  successes: [
    {
      status: 202,
      description: "Accepted; the answer doesn't say whether a mail goes out.",
      schema: sendEmailCodeAnswerSchema,
      setsCookies: true,
    },
  ],
  failures: ["invalid_email", "workos_unreachable", "codes_paused", "mail_unreachable"],
  handle,
};

function handle(core: Core): Handler {
  const { challengeCookie } = core;
  const attempts = core.limit(limitTable.attemptsPerChallenge);
  const uses = core.limit(limitTable.usesPerChallenge);
  const mailing = core.issuers.find((issuer) => issuer.mailing !== null)?.mailing;
  if (mailing === null || mailing === undefined) throw new Error("No issuer mails codes");
  const sharedMails = core.limit(limitTable.sharedMailsPerAddress);
  const accepted: SendEmailCodeAnswer = {
    expiresInSeconds: challengeLifetimeMs / 1000,
    resendAfterSeconds,
    mayHoldLink: mailing.mayHoldLink,
  };

  const nextChallenge = async (
    earlier: Challenge | null,
    request: Pick<Challenge, "email" | "returnTo" | "invitationToken" | "sharedSinceMs">,
  ): Promise<Challenge> => {
    const nowMs = core.now();
    const begin = {
      ...request,
      keyId: core.sealingKeys[0].id,
      incarnation: await core.counterStore.readStoreId(),
    };
    const resumed = earlier && resumeChallenge(earlier, begin, nowMs);
    const usedUp =
      resumed &&
      ((await findUsedUpWindow(attempts, resumed.challengeId)) ??
        (await findUsedUpWindow(uses, resumed.challengeId)));
    if (resumed !== null && usedUp === null) return resumed;
    const challenge = buildChallenge(begin, nowMs);
    await beginCounts([attempts, uses], challenge.challengeId);
    return challenge;
  };

  return async (context) => {
    const answerIsDue = core.wait(responseDelayMs);
    const request = parseSendEmailCodeRequest(context.body);
    if (!request.ok) return answerProblem(context, request.failureCode, request.more);
    const { email, invitationToken } = request.value;
    const returnTo = parseReturnTo(request.value.returnTo, core.ownOrigins.main) && request.value.returnTo;

    const outage = await mailing.readOutage(context);
    if (outage !== null) return outage;

    const send = await core.countSend(context, email);
    if (send.kind === "exceeded") return send.answer;

    // With an invitation nothing is shared: its holder is no stranger, and a made-up one, which anyone can send, mails nothing.
    const isShared = send.kind === "shared" && invitationToken === null;
    const sharedSinceMs = isShared ? readSharedSinceMs(core.now()) : null;
    const asked = { email, returnTo, invitationToken, sharedSinceMs };
    const challenge = await nextChallenge(await challengeCookie.read(context), asked);

    // A challenge that began after a key change needs another mail: the code is made with the newest key.
    const shareKey = `${String(sharedSinceMs)} ${challenge.keyId} ${emailAddressKey(email)}`;
    // A resend that keeps its challenge has been mailed already.
    const isMailed =
      !isShared ||
      (challenge.sharedSinceMs === sharedSinceMs &&
        (await countUse(sharedMails, shareKey)).kind === "within");
    if (isMailed) {
      const mailed = mailing.mail({
        challenge,
        // Nothing of the client that happens to ask first: WorkOS might refuse it, and the owner would get no mail.
        browser: isShared ? { address: null, userAgent: null } : send.browser,
        deviceId: send.deviceId,
        language: isShared ? null : (context.header("Accept-Language") ?? null),
        linkOrigin: chooseLinkOrigin(core.ownOrigins, isShared ? "" : context.header("Origin")),
        answerIsDue,
      });
      core.runInBackground(mailed.task);
      const failure = await mailed.reportedFailure;
      if (failure !== null) {
        if (isShared) await giveBackUse(sharedMails, shareKey);
        return failure(context);
      }
    }
    await answerIsDue;
    await challengeCookie.write(context, challenge, challengeLifetimeMs / 1000);
    // A new sign-in replaces one that waits for a step; this depends on the browser, not on the address.
    for (const steps of core.signInSteps) steps.discard(context);
    return context.json(accepted, 202);
  };
}
