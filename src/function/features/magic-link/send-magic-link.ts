import { resendAfterSeconds } from "../../../contract/email-code.ts";
import { chooseLinkOrigin } from "../../../contract/own-origin.ts";
import { parseReturnTo } from "../../../contract/return-to.ts";
import { beginCounts, findUsedUpWindow } from "../../core/counters/limits.ts";
import { limitTable } from "../../core/counters/limit-table.ts";
import type { Call } from "../../core/feature/call.ts";
import { responseDelayMs } from "../../core/feature/issuer.ts";
import { sendLimits } from "../../core/feature/count-send.ts";
import type { Context, Handler } from "../../core/http/context.ts";
import { answerProblem, answerUsedUp } from "../../core/http/problem-answer.ts";
import {
  magicLinkPaths,
  parseSendMagicLinkRequest,
  type SendMagicLinkAnswer,
  sendMagicLinkAnswerSchema,
  sendMagicLinkRequestSchema,
} from "./contract.ts";
import { magicLinkLifetimes } from "./lifetimes.ts";
import type { MagicLinkParts } from "./magic-link-parts.ts";
import {
  buildMagicLinkRequest,
  type MagicLinkRequest,
  requestKeptForSeconds,
  resumeMagicLinkRequest,
} from "./magic-link-request.ts";
import { createMailMagicLink, linksPerAddress } from "./mail-magic-link.ts";

const accepted: SendMagicLinkAnswer = {
  expiresInSeconds: magicLinkLifetimes.linkSeconds,
  resendAfterSeconds,
};

/**
 * 202 with a cookie that holds the request, the same for every address and after the same delay (account enumeration, also by
 * timing). Only a known outage of WorkOS is reported, whatever the address.
 */
export const sendMagicLink: Call<MagicLinkParts> = {
  name: "sendMagicLink",
  method: "POST",
  path: magicLinkPaths.send,
  access: null,
  summary: "Has WorkOS mail a Magic Link, if that is switched on. The answer is the same for every address.",
  request: sendMagicLinkRequestSchema,
  cookies: ["portico-magic-link", "portico-device"],
  limits: [...sendLimits, linksPerAddress],
  successes: [
    {
      status: 202,
      description: "Accepted; the answer doesn't say whether a mail goes out.",
      schema: sendMagicLinkAnswerSchema,
      setsCookies: true,
    },
  ],
  failures: ["invalid_email", "workos_unreachable", "not_found", "codes_paused"],
  isDeprecated: true,
  handle,
};

function handle({ core, cookie, workos, mailboxSignIn }: MagicLinkParts): Handler {
  const mailMagicLink = createMailMagicLink(core, workos, mailboxSignIn);

  const attempts = core.limit(limitTable.attemptsPerChallenge);
  const uses = core.limit(limitTable.usesPerChallenge);

  const findEarlier = async (context: Context): Promise<MagicLinkRequest | null> => {
    const earlier = await cookie.read(context);
    if (earlier === null) return null;
    const usedUp =
      (await findUsedUpWindow(attempts, earlier.oauthState)) ??
      (await findUsedUpWindow(uses, earlier.oauthState));
    return usedUp === null ? earlier : null;
  };

  return async (context) => {
    const answerIsDue = core.wait(responseDelayMs);
    const parsed = parseSendMagicLinkRequest(context.body);
    if (!parsed.ok) return answerProblem(context, parsed.failureCode, parsed.more);
    const { email } = parsed.value;
    const returnTo = parseReturnTo(parsed.value.returnTo, core.ownOrigins.main) && parsed.value.returnTo;

    if (core.breaker.isOpen()) {
      return answerProblem(context, "workos_unreachable", {
        retryAfterSeconds: core.breaker.readSecondsLeft(),
      });
    }
    const send = await core.countSend(context, email);
    if (send.kind === "exceeded") return send.answer;
    // A link works in one browser only, so there is nothing to share; email codes can be.
    if (send.kind === "shared") return answerUsedUp(context, send.usedUp);

    const asked = { email, returnTo, incarnation: await core.counterStore.readStoreId() };
    const earlier = await findEarlier(context);
    const nowMs = core.now();
    const resumed = earlier && resumeMagicLinkRequest(earlier, asked, nowMs);
    const request = resumed ?? buildMagicLinkRequest(asked, nowMs);
    if (resumed === null) await beginCounts([attempts, uses], request.oauthState);

    core.runInBackground(
      mailMagicLink(request, send.browser, chooseLinkOrigin(core.ownOrigins, context.header("Origin"))),
    );
    await answerIsDue;
    await cookie.write(context, request, requestKeptForSeconds);
    return context.json(accepted, 202);
  };
}
