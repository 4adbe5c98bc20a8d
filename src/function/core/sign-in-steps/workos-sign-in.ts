import type { Context } from "hono";

import { parseReturnTo } from "../../../contract/return-to.ts";
import type { RequiredStep, SignInStep } from "../../../contract/sign-in-step.ts";
import { answerProblem } from "../answers/problem-answer.ts";
import type { Cookies } from "../cookies/cookies.ts";
import { countUse } from "../counters/count-limit.ts";
import type { Limit } from "../counters/limits.ts";
import type { EmitEvent } from "../events/auth-event.ts";
import type { FunctionContext } from "../function-context.ts";
import type { KnownDevices } from "../email-code/known-devices.ts";
import type { FingerprintEmail } from "../logging/email-fingerprint.ts";
import type { Sealer } from "../sealing/sealer.ts";
import { buildSessionAnswer } from "../session/session-answer.ts";
import type { SessionCookie } from "../session/session-cookie.ts";
import type { WorkosApi } from "../workos/workos-api.ts";
import type { WorkosSession } from "../workos/workos-session.ts";
import type { WorkosStep } from "../workos/workos-step.ts";
import { buildHeldSignIn, sealHeldSignIn, stepLifetimeMs, type WonChallenge } from "./held-sign-in.ts";

/** What follows at WorkOS's side of the door when somebody has proved something. */
export type WorkosSignIn = {
  /**
   * Answers with the session and its cookie; a challenge gives one session, whatever steps were between.
   * @param spentCode what a second right answer at the same moment hears
   */
  finish: (
    context: Context<FunctionContext>,
    won: WonChallenge,
    session: WorkosSession,
    spentCode: "no_challenge" | "no_step",
  ) => Promise<Response>;
  /** Answers with the step that is next, and takes what is needed to go on into a cookie in the challenge's place. */
  askForStep: (
    context: Context<FunctionContext>,
    won: WonChallenge,
    required: WorkosStep,
  ) => Promise<Response>;
};

export function createWorkosSignIn(parts: {
  ownOrigin: string;
  sealer: Sealer;
  cookies: Cookies;
  usesPerChallenge: Limit;
  workos: Pick<WorkosApi, "revokeSession">;
  sessionCookie: SessionCookie;
  knownDevices: KnownDevices;
  fingerprintEmail: FingerprintEmail;
  emit: EmitEvent;
  runInBackground: (task: Promise<unknown>) => void;
  now: () => number;
}): WorkosSignIn {
  const { cookies } = parts;

  return {
    finish: async (context, won, session, spentCode) => {
      // The session that was won at WorkOS goes to nobody.
      const discardSession = (): void => {
        if (session.sessionId !== null) parts.runInBackground(parts.workos.revokeSession(session.sessionId));
      };
      const use = await countUse(parts.usesPerChallenge, won.challengeId).catch((error: unknown) => {
        discardSession();
        throw error;
      });
      if (use.kind === "exceeded") {
        discardSession();
        return answerProblem(context, spentCode);
      }
      parts.emit({
        event: "signed_in",
        issuer: "workos",
        subject: session.user.id,
        authenticationMethod: session.authenticationMethod,
        emailFingerprint: await parts.fingerprintEmail(won.email),
        isKnownDevice: (await parts.knownDevices.find(context, won.email)) !== null,
      });
      cookies.clear(context, "portico-challenge");
      if (cookies.read(context, "portico-step") !== null) cookies.clear(context, "portico-step");
      await parts.sessionCookie.write(context, session);
      await parts.knownDevices.remember(context, won.email);
      const returnTo = parseReturnTo(won.returnTo, parts.ownOrigin);
      return context.json(buildSessionAnswer(session, returnTo));
    },

    askForStep: async (context, won, required) => {
      const sealed = await sealHeldSignIn(parts.sealer, buildHeldSignIn(won, required, parts.now()));
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
