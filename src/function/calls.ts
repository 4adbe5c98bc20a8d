import type { Handler } from "hono";

import { apiPaths } from "../contract/api-paths.ts";
import { createReadBrowser } from "./client-address/read-browser.ts";
import type { FunctionConfiguration } from "./configuration/function-configuration.ts";
import { createCookies } from "./cookies/cookies.ts";
import { guardCounterStore } from "./counters/guarded-counter-store.ts";
import { type Limits, createLimits } from "./counters/limits.ts";
import { createMemoryCounterStore } from "./counters/memory-counter-store.ts";
import { createCodeMails } from "./email-code/code-mails.ts";
import { sendEmailCode } from "./email-code/send-email-code.ts";
import { verifyEmailCode } from "./email-code/verify-email-code.ts";
import type { FunctionEnvironment } from "./environment.ts";
import type { FunctionContext } from "./function-context.ts";
import { describeCause } from "./logging/describe-cause.ts";
import { createEmailFingerprint } from "./logging/email-fingerprint.ts";
import type { WriteLogEvent } from "./logging/log-entry.ts";
import { createSealer } from "./sealing/sealer.ts";
import { refreshSession } from "./session/refresh-session.ts";
import { createRefreshSuccession } from "./session/refresh-succession.ts";
import { createSessionCookie } from "./session/session-cookie.ts";
import { createSessionRevocation } from "./session/session-revocation.ts";
import { signOut } from "./session/sign-out.ts";
import { createSignedOutSessions } from "./session/signed-out-sessions.ts";
import { wait } from "./wait.ts";
import { createWorkosApi } from "./workos/workos-api.ts";
import { type WorkosBreaker, createWorkosBreaker } from "./workos/workos-breaker.ts";

type PostPath = Exclude<(typeof apiPaths)[keyof typeof apiPaths], "/api/health">;

/** The handlers of the POST calls by path, put together from their parts, and what health reads of them. */
export function createCalls(
  configuration: Extract<FunctionConfiguration, { kind: "configured" }>,
  environment: FunctionEnvironment,
  writeLog: WriteLogEvent,
  now: () => number,
): { handlers: Record<PostPath, Handler<FunctionContext>>; breaker: WorkosBreaker; limits: Limits } {
  const { ownOrigin, sealingKeys } = configuration;
  const runInBackground = (task: Promise<unknown>): void => {
    const guarded = task.catch((error: unknown) => {
      writeLog("error", { event: "background_task_failed", cause: describeCause(error) });
    });
    environment.runInBackground?.(guarded);
  };

  const waitHere = environment.wait ?? wait;
  const sealer = createSealer(sealingKeys);
  const cookies = createCookies(ownOrigin);
  const counterStore = guardCounterStore(environment.counterStore ?? createMemoryCounterStore());
  const limits = createLimits(counterStore);
  const breaker = createWorkosBreaker(now);
  const readBrowser = createReadBrowser(environment.clientAddressHeader);
  const sessionCookie = createSessionCookie(sealer, cookies);
  const signedOutSessions = createSignedOutSessions(now);
  const workos = createWorkosApi({
    access: configuration.workos,
    fetch: () => environment.fetch ?? fetch,
    writeLog,
  });

  return {
    breaker,
    limits,
    handlers: {
      [apiPaths.sendEmailCode]: sendEmailCode({
        ownOrigin,
        sealer,
        cookies,
        limits,
        breaker,
        askForCodeMail: createCodeMails({
          workos,
          mailsPerAddress: limits.mailsPerAddress,
          fingerprintEmail: createEmailFingerprint(sealingKeys[0]),
          writeLog,
          now,
        }),
        readBrowser,
        runInBackground,
        now,
        wait: waitHere,
      }),
      [apiPaths.verifyEmailCode]: verifyEmailCode({
        ownOrigin,
        sealer,
        cookies,
        limits,
        breaker,
        workos,
        sessionCookie,
        readBrowser,
        runInBackground,
        now,
      }),
      [apiPaths.refreshSession]: refreshSession({
        sessionCookie,
        signedOutSessions,
        refreshInSuccession: createRefreshSuccession(workos.refreshSession, now),
        breaker,
        readBrowser,
      }),
      [apiPaths.signOut]: signOut({
        sessionCookie,
        signedOutSessions,
        revokeSessions: createSessionRevocation({ workos, runInBackground, wait: waitHere, writeLog }),
      }),
    },
  };
}
