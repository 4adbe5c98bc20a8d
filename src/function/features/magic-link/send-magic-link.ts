import type { Handler } from "hono";

import { resendAfterSeconds } from "../../../contract/email-code.ts";
import { parseSendMagicLinkRequest, type SendMagicLinkAnswer } from "../../../contract/magic-link.ts";
import { parseReturnTo } from "../../../contract/return-to.ts";
import { answerProblem } from "../../core/answers/problem-answer.ts";
import type { Cookies } from "../../core/cookies/cookies.ts";
import { findUsedUpWindow } from "../../core/counters/count-limit.ts";
import { lifetimes } from "../../core/counters/limit-table.ts";
import type { Limits } from "../../core/counters/limits.ts";
import { answerAfterMs } from "../../core/email-code/answer-moment.ts";
import type { CountSend } from "../../core/email-code/count-send.ts";
import type { FunctionContext } from "../../core/function-context.ts";
import type { Sealer } from "../../core/sealing/sealer.ts";
import type { Wait } from "../../core/wait.ts";
import type { WorkosBreaker } from "../../core/workos/workos-breaker.ts";
import {
  buildMagicLinkRequest,
  type MagicLinkRequest,
  openMagicLinkRequest,
  requestKeptForSeconds,
  resumeMagicLinkRequest,
  sealMagicLinkRequest,
} from "./magic-link-request.ts";
import type { MailMagicLink } from "./mail-magic-link.ts";

/** Seconds that a person is asked to wait while WorkOS is known to fail. */
const outageRetryAfterSeconds = 30;

const accepted: SendMagicLinkAnswer = {
  expiresInSeconds: lifetimes.magicLinkSeconds,
  resendAfterSeconds,
};

/**
 * `POST /api/magic-link/send`: 202 with a cookie that holds the request, the same for every address and at the same moment after it
 * came (account enumeration, by timing too). That WorkOS is down is told to those who ask once it is known, whatever their address.
 */
export function sendMagicLink(parts: {
  ownOrigin: string;
  sealer: Sealer;
  cookies: Cookies;
  limits: Limits;
  countSend: CountSend;
  readIncarnation: () => Promise<string>;
  mailMagicLink: MailMagicLink;
  breaker: WorkosBreaker;
  runInBackground: (task: Promise<unknown>) => void;
  now: () => number;
  wait: Wait;
}): Handler<FunctionContext> {
  const { cookies, sealer, limits } = parts;

  const findEarlier = async (sealed: string | null): Promise<MagicLinkRequest | null> => {
    const earlier = sealed === null ? null : await openMagicLinkRequest(sealer, sealed);
    if (earlier === null) return null;
    const usedUp =
      (await findUsedUpWindow(limits.attemptsPerChallenge, earlier.oauthState)) ??
      (await findUsedUpWindow(limits.usesPerChallenge, earlier.oauthState));
    return usedUp === null ? earlier : null;
  };

  return async (context) => {
    const moment = parts.wait(answerAfterMs);
    const parsed = parseSendMagicLinkRequest(context.get("body"));
    if (!parsed.ok) return answerProblem(context, parsed.failureCode);
    const { email } = parsed.value;
    const returnTo = parseReturnTo(parsed.value.returnTo, parts.ownOrigin) && parsed.value.returnTo;

    if (parts.breaker.isFailing()) {
      return answerProblem(context, "workos_unreachable", { retryAfterSeconds: outageRetryAfterSeconds });
    }
    const send = await parts.countSend(context, email);
    if (send.kind === "exceeded") return send.answer;

    const asked = { email, returnTo, incarnation: await parts.readIncarnation() };
    const earlier = await findEarlier(cookies.read(context, "portico-magic-link"));
    const nowMs = parts.now();
    const request =
      (earlier && resumeMagicLinkRequest(earlier, asked, nowMs)) ?? buildMagicLinkRequest(asked, nowMs);
    const sealed = await sealMagicLinkRequest(sealer, request);

    parts.runInBackground(parts.mailMagicLink(request));
    await moment;
    cookies.write(context, "portico-magic-link", sealed, requestKeptForSeconds);
    return context.json(accepted, 202);
  };
}
