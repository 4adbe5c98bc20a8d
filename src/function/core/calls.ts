import type { Handler } from "hono";

import type { CallName } from "../../contract/api-paths.ts";
import { createAccountSessionCalls } from "../features/team/account-sessions/account-session-calls.ts";
import { answerProblem } from "./answers/problem-answer.ts";
import { createReadBrowser } from "./client-address/read-browser.ts";
import type { FunctionConfiguration } from "./configuration/function-configuration.ts";
import { createCookies } from "./cookies/cookies.ts";
import { guardCounterStore } from "./counters/guarded-counter-store.ts";
import { createLimits } from "./counters/limits.ts";
import { createMemoryCounterStore } from "./counters/memory-counter-store.ts";
import { createCodeMails } from "./email-code/code-mails.ts";
import { createCountSend } from "./email-code/count-send.ts";
import { sendEmailCode } from "./email-code/send-email-code.ts";
import { createTwoIssuerCodeMailing } from "../features/local-issuer/two-issuer-code-mailing.ts";
import { verifyEmailCode } from "./email-code/verify-email-code.ts";
import { createWorkosCodeMailing } from "./email-code/workos-code-mailing.ts";
import type { FunctionEnvironment } from "./environment.ts";
import { createEmitEvent } from "./events/create-emit-event.ts";
import type { FunctionContext } from "./function-context.ts";
import { answerHealth } from "./health.ts";
import { createInvitationCalls } from "../features/team/invitations/invitation-calls.ts";
import { createIssuerChoice } from "../features/local-issuer/choose-issuer.ts";
import { answerJwks } from "../features/local-issuer/jwks.ts";
import { createKnownDevices } from "./email-code/known-devices.ts";
import { createLocalIssuer, type LocalIssuer } from "../features/local-issuer/local-issuer.ts";
import { describeCause } from "./logging/describe-cause.ts";
import { createEmailFingerprint } from "./logging/email-fingerprint.ts";
import type { WriteLogEvent } from "./logging/log-entry.ts";
import { createMagicLinkCalls } from "../features/magic-link/magic-link-calls.ts";
import { createMailOutage } from "../features/local-issuer/mail/mail-outage.ts";
import { listMembers } from "../features/team/members/list-members.ts";
import { createRememberedUsers } from "../features/team/members/remembered-users.ts";
import { listOrganizations } from "../features/team/organizations/list-organizations.ts";
import { createSealer } from "./sealing/sealer.ts";
import { refreshSession } from "./session/refresh-session.ts";
import { createRefreshSuccession } from "./session/refresh-succession.ts";
import { createWorkosRefresh } from "./session/refresh-workos-session.ts";
import { createSessionCookie } from "./session/session-cookie.ts";
import { createSessionRevocation } from "./session/session-revocation.ts";
import { signOut } from "./session/sign-out.ts";
import { createSignedOutSessions } from "./session/signed-out-sessions.ts";
import { continueSignIn } from "./sign-in-steps/continue-sign-in.ts";
import { createWorkosSignIn } from "./sign-in-steps/workos-sign-in.ts";
import { listTrustedIssuers } from "./tokens/trusted-issuer.ts";
import { createVerifyAccessToken, type VerifyAccessToken } from "./tokens/verify-access-token.ts";
import { wait } from "./wait.ts";
import { createWorkosApi } from "./workos/workos-api.ts";
import { createWorkosBreaker } from "./workos/workos-breaker.ts";

/** The handlers of the calls by name, put together from their parts, and who checks the access tokens that some of them want. */
export type Calls = {
  handlers: Record<CallName, Handler<FunctionContext>>;
  verifyAccessToken: VerifyAccessToken;
};

export function createCalls(
  configuration: Extract<FunctionConfiguration, { kind: "configured" }> & {
    isMagicLinkOn: boolean;
    inviteQuota: number;
  },
  environment: FunctionEnvironment,
  writeLog: WriteLogEvent,
  now: () => number,
): Calls {
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
  const { readIncarnation } = counterStore;
  const limits = createLimits(counterStore);
  const emit = createEmitEvent(environment.onEvent, runInBackground, now);
  const breaker = createWorkosBreaker(now, () => emit({ event: "breaker_opened", breaker: "workos" }));
  const readBrowser = createReadBrowser(environment.clientAddressHeader);
  const sessionCookie = createSessionCookie(sealer, cookies);
  const knownDevices = createKnownDevices(sealer, cookies, now);
  const countSend = createCountSend({ limits, knownDevices, readBrowser });
  const signedOutSessions = createSignedOutSessions(now);
  const fingerprintEmail = createEmailFingerprint(sealingKeys[0]);
  const workos = createWorkosApi({
    access: configuration.workos,
    fetch: () => environment.fetch ?? fetch,
    writeLog,
  });
  const askForCodeMail = createCodeMails({
    workos,
    mailsPerAddress: limits.mailsPerAddress,
    fingerprintEmail,
    writeLog,
    emit,
    now,
  });
  const mailOutage =
    environment.localIssuer === undefined
      ? null
      : createMailOutage({
          checkMail: environment.localIssuer.checkMail,
          now,
          onFound: (cause) => {
            writeLog("warn", { event: "mail_check_failed", cause });
            emit({ event: "breaker_opened", breaker: "mail" });
          },
        });
  const localIssuer: LocalIssuer | null =
    environment.localIssuer === undefined
      ? null
      : createLocalIssuer({
          ...environment.localIssuer,
          ownOrigin,
          sealingKeys,
          counterStore,
          limits,
          sealer,
          cookies,
          sessionCookie,
          knownDevices,
          runInBackground,
          fingerprintEmail,
          writeLog,
          emit,
          wait: waitHere,
          now,
        });
  const workosSignIn = createWorkosSignIn({
    ownOrigin,
    sealer,
    cookies,
    usesPerChallenge: limits.usesPerChallenge,
    workos,
    sessionCookie,
    knownDevices,
    fingerprintEmail,
    emit,
    runInBackground,
    now,
  });
  const mailing =
    localIssuer === null || mailOutage === null || environment.localIssuer === undefined
      ? createWorkosCodeMailing({ breaker, askForCodeMail })
      : createTwoIssuerCodeMailing({
          chooseIssuer: createIssuerChoice({ accounts: environment.localIssuer.accounts, workos, breaker }),
          askForCodeMail,
          findUser: workos.findUser,
          mailLocalCode: localIssuer.mailCode,
          breaker,
          mailOutage,
          fingerprintEmail,
          writeLog,
          emit,
        });

  const magicLink =
    !configuration.isMagicLinkOn || localIssuer === null || environment.localIssuer === undefined
      ? null
      : createMagicLinkCalls({
          ownOrigin,
          accounts: environment.localIssuer.accounts,
          finishLocalSignIn: localIssuer.finishSignIn,
          workos,
          breaker,
          limits,
          countSend,
          readIncarnation,
          sealer,
          cookies,
          runInBackground,
          fingerprintEmail,
          writeLog,
          emit,
          wait: waitHere,
          now,
        });

  const rememberedUsers = createRememberedUsers({ workos, now });
  const verifyAccessToken = createVerifyAccessToken({
    issuers: listTrustedIssuers({
      ownOrigin,
      workos: configuration.workos,
      accessTokens: localIssuer?.accessTokens ?? null,
      fetch: async (input, init) => await (environment.fetch ?? fetch)(input, init),
      now,
    }),
    now,
  });

  return {
    verifyAccessToken,
    handlers: {
      sendEmailCode: sendEmailCode({
        ownOrigin,
        keyId: sealingKeys[0].id,
        sealer,
        cookies,
        limits,
        readIncarnation,
        countSend,
        mailing,
        runInBackground,
        now,
        wait: waitHere,
      }),
      verifyEmailCode: verifyEmailCode({
        sealer,
        cookies,
        limits,
        readIncarnation,
        breaker,
        workos,
        workosSignIn,
        knownDevices,
        localIssuer,
        fingerprintEmail,
        emit,
        readBrowser,
        now,
      }),
      continueSignIn: continueSignIn({
        sealer,
        cookies,
        limits,
        readIncarnation,
        breaker,
        workos,
        workosSignIn,
        fingerprintEmail,
        emit,
        readBrowser,
        now,
      }),
      redeemEmailLink: localIssuer?.redeemEmailLink ?? answerNotFound,
      sendMagicLink: magicLink?.send ?? answerNotFound,
      redeemMagicLink: magicLink?.redeem ?? answerNotFound,
      refreshSession: refreshSession({
        sessionCookie,
        refreshWorkosSession: createWorkosRefresh({
          sessionCookie,
          signedOutSessions,
          refreshInSuccession: createRefreshSuccession(workos.refreshSession, now),
          breaker,
          readBrowser,
        }),
        refreshLocalSession: localIssuer?.refreshSession ?? null,
      }),
      signOut: signOut({
        sessionCookie,
        signedOutSessions,
        revokeSessions: createSessionRevocation({ workos, runInBackground, wait: waitHere, writeLog }),
        revokeLocalSessions: localIssuer?.revokeSessions ?? null,
        emit,
      }),
      listOrganizations: listOrganizations({ workos }),
      listMembers: listMembers({ workos, rememberedUsers }),
      ...createInvitationCalls({
        workos,
        rememberedUsers,
        limits,
        inviteQuota: configuration.inviteQuota,
        readBrowser,
        now,
      }),
      ...createAccountSessionCalls({ workos, signedOutSessions, emit, now }),
      jwks: localIssuer?.answerJwks ?? answerNoKeys,
      health: answerHealth({ breaker, limits, mailOutage, isMagicLinkOn: magicLink !== null }),
    },
  };
}

const answerNotFound: Handler<FunctionContext> = (context) => answerProblem(context, "not_found");

/** Without a local issuer there is none whose keys could be asked for, and an empty set says so to every verifier. */
const answerNoKeys = answerJwks({ readJwks: () => Promise.resolve({ keys: [] }) });
