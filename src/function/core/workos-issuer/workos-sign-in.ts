import { limitTable } from "../counters/limit-table.ts";
import { parseReturnTo } from "../../../contract/return-to.ts";
import { countUse } from "../counters/limits.ts";
import type { Core } from "../feature/core.ts";
import type { WonChallenge } from "../feature/issuer.ts";
import type { Context } from "../http/context.ts";
import { answerProblem } from "../http/problem-answer.ts";
import type { WorkosSession } from "../workos/workos-session.ts";
import { buildSessionAnswer, writeWorkosSession } from "./kept-session.ts";

/**
 * Answers with WorkOS's new session and its cookie; a challenge gives one session, however many steps it took.
 * @param spentCode the failure code for a second correct answer at the same time
 */
export async function finishWorkosSignIn(
  core: Core,
  context: Context,
  won: WonChallenge,
  session: WorkosSession,
  spentCode: "no_challenge" | "no_step",
): Promise<Response> {
  // WorkOS has begun a session that no browser will get.
  const discardSession = (): void => {
    if (session.sessionId !== null) core.runInBackground(core.workos.revokeSessions([session.sessionId]));
  };
  const use = await countUse(core.limit(limitTable.usesPerChallenge), won.challengeId).catch(
    (error: unknown) => {
      discardSession();
      throw error;
    },
  );
  if (use.kind === "exceeded") {
    discardSession();
    return answerProblem(context, spentCode);
  }
  core.emit({
    event: "signed_in",
    issuer: "workos",
    subject: session.user.id,
    authenticationMethod: session.authenticationMethod,
    emailFingerprint: await core.fingerprintEmail(won.email),
    isKnownDevice: (await core.knownDevices.find(context, won.email)) !== null,
  });
  core.challengeCookie.clear(context);
  for (const steps of core.signInSteps) steps.discard(context);
  await writeWorkosSession(core, context, session);
  await core.knownDevices.remember(context, won.email);
  const returnTo = parseReturnTo(won.returnTo, core.ownOrigins.main);
  return context.json(buildSessionAnswer(session, returnTo));
}
