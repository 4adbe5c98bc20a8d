import type { OwnOrigins } from "../../../contract/own-origin.ts";
import { createOneAtATime } from "../../../contract/one-at-a-time.ts";
import type { SealingKey } from "../configuration/sealing-keys.ts";
import type { FunctionConfiguration } from "../configuration/function-configuration.ts";
import { createFindLimit, type FindLimit } from "../counters/limits.ts";
import { type Cookies, createCookies } from "../http/cookies.ts";
import { createReadBrowser, type ReadBrowser } from "../http/client-address.ts";
import { type EmitEvent, createEmitEvent } from "../logging/auth-event.ts";
import { type FingerprintEmail, createEmailFingerprint, describeCause } from "../logging/describe-cause.ts";
import type { WriteLogEvent } from "../logging/log-entry.ts";
import { createSealer } from "../sealing/sealer.ts";
import { type AskForCodeMail, createCodeMails } from "../workos/code-mails.ts";
import { createWorkosApi, type WorkosApi } from "../workos/workos-api.ts";
import type { Background } from "../store/background.ts";
import { createSharedOutage } from "../store/shared-outage.ts";
import { createWorkosBreaker, type WorkosBreaker } from "../workos/workos-breaker.ts";
import { type Challenge, createChallengeCookie } from "./challenge.ts";
import { type CountSend, createCountSend } from "./count-send.ts";
import { type FunctionEnvironment, wait } from "./environment.ts";
import type { Issuer, SignInSteps } from "./issuer.ts";
import { createRevocations } from "./revocations.ts";
import type { SealedCookie } from "./sealed-cookie.ts";
import { createKnownDevices, type KnownDevices } from "./known-devices.ts";
import { type SessionCookie, createSessionCookie, createSignedOutSessions } from "./session-cookie.ts";

type Configuration = Extract<FunctionConfiguration, { kind: "configured" }>;

/** What calls and features build on. */
export type Core = Background & {
  ownOrigins: OwnOrigins;
  /** Newest first. */
  sealingKeys: readonly [SealingKey, ...SealingKey[]];
  workosAccess: Configuration["workos"];
  /** In the order in which they check codes; complete once every feature has started. */
  issuers: readonly Issuer[];
  /** Of features; without any, a person who needs a step continues at WorkOS. */
  signInSteps: readonly SignInSteps[];

  cookies: Cookies;
  sessionCookie: SessionCookie;
  challengeCookie: SealedCookie<Challenge>;
  knownDevices: KnownDevices;
  signedOutSessions: ReturnType<typeof createSignedOutSessions>;
  revocations: ReturnType<typeof createRevocations>;

  limit: FindLimit;
  countSend: CountSend;

  workos: WorkosApi;
  breaker: WorkosBreaker;
  askForCodeMail: AskForCodeMail;
  fetch: typeof fetch;

  readBrowser: ReadBrowser;
  fingerprintEmail: FingerprintEmail;
  writeLog: WriteLogEvent;
  emit: EmitEvent;
};

/** @param offered filled while the features start */
export function createCore(
  configuration: Configuration,
  environment: FunctionEnvironment,
  offered: Pick<Core, "issuers" | "signInSteps">,
  writeLog: WriteLogEvent,
  now: () => number,
): Core {
  const { ownOrigins, sealingKeys } = configuration;
  const runInBackground = (task: Promise<unknown>): void => {
    const guarded = task.catch((error: unknown) => {
      writeLog("error", { event: "background_task_failed", cause: describeCause(error) });
    });
    environment.runInBackground?.(guarded);
  };
  // Read on every call, so that tests can intercept `fetch` at any time.
  const ask: typeof fetch = async (input, init) => await (environment.fetch ?? fetch)(input, init);

  const sealer = createSealer(sealingKeys, environment.cryptography);
  const cookies = createCookies(ownOrigins.main);
  const { counterStore } = environment;
  const background = { counterStore, sealer, runInBackground, wait: environment.wait ?? wait, now };
  const limit = createFindLimit(counterStore);
  const readBrowser = createReadBrowser(environment.clientAddressHeader, writeLog);
  const knownDevices = createKnownDevices(sealer, cookies, now);
  const fingerprintEmail = createEmailFingerprint(sealingKeys[0], environment.cryptography);
  const emit = createEmitEvent(environment.onEvent, runInBackground, now);
  const breaker = createWorkosBreaker({
    isDown: createOneAtATime(background, 4000, async () => await workos.isDown()),
    outage: createSharedOutage(background, "workos"),
    now,
    onOpened: () => emit({ event: "breaker_opened", breaker: "workos" }),
  });
  const onAnswered = breaker.recordAnswer;
  const workos = createWorkosApi({ access: configuration.workos, fetch: ask, writeLog, onAnswered });
  return {
    ownOrigins,
    sealingKeys,
    workosAccess: configuration.workos,
    ...background,
    ...offered,
    cookies,
    sessionCookie: createSessionCookie(sealer, cookies, offered.issuers),
    challengeCookie: createChallengeCookie({ sealer, cookies }),
    knownDevices,
    signedOutSessions: createSignedOutSessions(counterStore),
    revocations: createRevocations({ ...background, ...offered, writeLog, emit }),
    limit,
    countSend: createCountSend({ limit, knownDevices, readBrowser }),
    workos,
    breaker,
    askForCodeMail: createCodeMails({ counterStore, workos, limit, fingerprintEmail, writeLog, emit }),
    fetch: ask,
    readBrowser,
    fingerprintEmail,
    writeLog,
    emit,
  };
}
