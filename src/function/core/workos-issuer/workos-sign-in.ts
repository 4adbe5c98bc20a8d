import type { Context } from "hono";

import { parseReturnTo } from "../../../contract/return-to.ts";
import type { RequiredStep, SignInStep } from "../../../contract/sign-in-step.ts";
import { countUse } from "../counters/count-limit.ts";
import type { Core } from "../feature/core.ts";
import type { FunctionContext } from "../http/function-context.ts";
import { answerProblem } from "../http/problem-answer.ts";
import type { WorkosSession } from "../workos/workos-session.ts";
import type { WorkosStep } from "../workos/workos-step.ts";
import { buildHeldSignIn, sealHeldSignIn, stepLifetimeMs, type WonChallenge } from "./held-sign-in.ts";
import { buildSessionAnswer, writeWorkosSession } from "./kept-session.ts";

/** What follows once WorkOS has accepted a code or a step. */
export type WorkosSignIn = {
  /**
   * Answers with the session and its cookie; a challenge gives one session, whatever steps were between.
   * @param spentCode the answer to a second right answer at the same time
   */
  finish: (
    context: Context<FunctionContext>,
    won: WonChallenge,
    session: WorkosSession,
    spentCode: "no_challenge" | "no_step",
  ) => Promise<Response>;
  /** Answers with the next step, and keeps what it needs to go on in a cookie that replaces the challenge. */
  askForStep: (
    context: Context<FunctionContext>,
    won: WonChallenge,
    required: WorkosStep,
  ) => Promise<Response>;
};

export function createWorkosSignIn(core: Core): WorkosSignIn {
  const { cookies } = core;

  return {
    finish: async (context, won, session, spentCode) => {
      // WorkOS has begun a session that no browser gets.
      const discardSession = (): void => {
        if (session.sessionId !== null) core.runInBackground(core.workos.revokeSession(session.sessionId));
      };
      const use = await countUse(core.limits.usesPerChallenge, won.challengeId).catch((error: unknown) => {
        discardSession();
        throw error;
      });
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
      cookies.clear(context, "portico-challenge");
      if (cookies.read(context, "portico-step") !== null) cookies.clear(context, "portico-step");
      await writeWorkosSession(core, context, session);
      await core.knownDevices.remember(context, won.email);
      const returnTo = parseReturnTo(won.returnTo, core.ownOrigin);
      return context.json(buildSessionAnswer(session, returnTo));
    },

    askForStep: async (context, won, required) => {
      const sealed = await sealHeldSignIn(core.sealer, buildHeldSignIn(won, required, core.now()));
      const lifetimeSeconds = stepLifetimeMs / 1000;
      cookies.clear(context, "portico-challenge");
      cookies.write(context, "portico-step", sealed, lifetimeSeconds);
      const answer: RequiredStep = {
        step: describeStep(required.step, won),
        email: won.email,
        expiresInSeconds: lifetimeSeconds,
      };
      return context.json(answer);
    },
  };
}

/** The step as the page may know it: without ids of factors, and without the token. */
function describeStep(step: WorkosStep["step"], won: WonChallenge): SignInStep {
  switch (step.kind) {
    case "choose_organization":
      return {
        kind: "choose_organization",
        organizations: step.organizations.map(({ id, name }) => ({ id, name })),
      };
    case "totp":
      return { kind: "totp" };
    case "verify_email":
      return { kind: "verify_email", email: step.email ?? won.email };
    default:
      return step satisfies never;
  }
}
