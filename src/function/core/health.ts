import type { Handler } from "hono";

import type { Health } from "../../contract/session.ts";
import { findUsedUpWindow } from "./counters/count-limit.ts";
import type { Limits } from "./counters/limits.ts";
import type { FunctionContext } from "./function-context.ts";
import type { MailOutage } from "../features/local-issuer/mail/mail-outage.ts";
import type { WorkosBreaker } from "./workos/workos-breaker.ts";

/** What email codes and Magic Links need to work. */
export type HealthSources = {
  breaker: WorkosBreaker;
  limits: Limits;
  /** Null where WorkOS alone mails codes. */
  mailOutage: MailOutage | null;
  isMagicLinkOn: boolean;
};

/**
 * `GET /api/health`: what works right now. Always 200: an instance that answers is alive, and taking it out of service would
 * mend nothing at WorkOS. Without configuration the status is "ok": a console may well do without e-mail codes.
 *
 * It asks nothing of WorkOS, whose state is remembered from the last calls, and one read of the counters' store: it answers
 * within the second that a store may take, whatever hangs.
 *
 * @param sources null where the function isn't configured
 */
export function answerHealth(sources: HealthSources | null): Handler<FunctionContext> {
  return async (context) => context.json(await readHealth(sources));
}

async function readHealth(sources: HealthSources | null): Promise<Health> {
  if (sources === null) return { status: "ok", emailCode: "not_configured" };
  const isCounting = await canCount(sources.limits);
  const magicLink = sources.isMagicLinkOn ? { magicLink: readMagicLink(isCounting, sources.breaker) } : {};
  return isMailFailing(sources) || !isCounting
    ? { status: "degraded", emailCode: "unavailable", ...magicLink }
    : { status: "ok", emailCode: "available", ...magicLink };
}

/** WorkOS alone mails these links: nobody stands in for it. */
function readMagicLink(isCounting: boolean, breaker: WorkosBreaker): "available" | "unavailable" {
  return isCounting && !breaker.isFailing() ? "available" : "unavailable";
}

/** Where there is a local issuer WorkOS may fail: the codes go on. */
function isMailFailing({ breaker, mailOutage }: HealthSources): boolean {
  return mailOutage === null ? breaker.isFailing() : mailOutage.readRetryAfterSeconds() !== null;
}

async function canCount(limits: Limits): Promise<boolean> {
  try {
    await findUsedUpWindow(limits.attemptsPerChallenge, "health");
    return true;
  } catch {
    return false;
  }
}
