import { basePath } from "../../contract/base-path.ts";
import { getResponse, type RequestHandler } from "msw";

import { controlRoutes } from "../control-routes.ts";
import { mockApiKey, mockClientId } from "../development-credentials.ts";
import { faultHandlers } from "../faults/fault-handlers.ts";
import { faultRoutes } from "../faults/fault-routes.ts";
import type { Faults } from "../faults/faults.ts";
import { hostedRoutes } from "../hosted-page/hosted-routes.ts";
import { authenticatorRoutes } from "../authenticator/authenticator-routes.ts";
import { answerFailure } from "../http/answers.ts";
import { withCors } from "../http/cors.ts";
import { impersonationRoutes } from "../impersonation/impersonation-routes.ts";
import { mountRoutes, type Route } from "../http/route.ts";
import { magicLinkRoutes } from "../magic-link/magic-link-routes.ts";
import type { Mailbox } from "../mailbox/mailbox.ts";
import { mailboxRoutes } from "../mailbox/mailbox-routes.ts";
import { defaultSeed, type DirectorySeed } from "../people.ts";
import { authenticationRoutes } from "./authentication-routes.ts";
import { messageFailure } from "./failures.ts";
import { managementRoutes } from "./management-routes.ts";
import { organizationRoutes } from "./organization-routes.ts";
import type { WorkosSettings } from "./settings.ts";
import { createWorkosState, type WorkosState } from "./state.ts";

export type MockWorkosOptions = {
  /** Where the mocked API is reached, e.g. `http://localhost:5173`. */
  origin: string;
  /** `iss` of its access tokens; `origin` when absent. */
  issuer?: string;
  /** Registered redirect URIs, compared exactly. */
  redirectUris: string[];
  /** Allowed `return_to` values of logout; the first is where a logout without one leads. */
  logoutUris: string[];
  /** Origins whose pages may read answers (CORS). */
  allowedOrigins: string[];
  /** The app's registered Sign-in URL, where an impersonation begins; default `/login` on the first allowed origin. */
  signInUri?: string;
  clientId?: string;
  apiKey?: string;
  /** Default true. */
  signUpAllowed?: boolean;
  /** Parent domain of app and mock. Where it is set, browsers get their refresh token in an HttpOnly cookie, never in a body. */
  cookieDomain?: string;
  /** Default 5 minutes, as WorkOS. */
  accessTokenLifetimeMs?: number;
  now?: () => number;
  mailbox?: Mailbox;
  /** Who and what is there from the start; by default seven people and two organizations. */
  seed?: DirectorySeed;
  /** What another mock knows: both are then one WorkOS that is reached under two origins. */
  state?: WorkosState;
};

export type MockWorkos = {
  state: WorkosState;
  /** msw handlers for `origin`: the API, the hosted page, the mailbox and the test controls. */
  handlers: RequestHandler[];
  mailbox: Mailbox;
  /** What goes wrong, e.g. `faults.set([{ path: "/user_management/authenticate", kind: "reset" }])`. */
  faults: Faults;
  /** Moves the mock's clock forward, so that codes and tokens expire without anybody waiting. */
  advanceClock(milliseconds: number): void;
  /** Forgets everything but the seeded people, ends the faults, and sets the clock right. */
  reset(): void;
  /** Answers a request without any network; undefined when it is for somebody else. */
  answer(request: Request): Promise<Response | undefined>;
};

const fiveMinutesMs = 5 * 60 * 1000;

/** A WorkOS in memory, as strict as the real one, for development and tests. */
export function createMockWorkos(options: MockWorkosOptions): MockWorkos {
  const settings: WorkosSettings = {
    origin: options.origin,
    issuer: options.issuer ?? options.origin,
    redirectUris: options.redirectUris,
    logoutUris: options.logoutUris,
    allowedOrigins: options.allowedOrigins,
    signInUri: options.signInUri ?? defaultSignInUri(options.allowedOrigins),
    clientId: options.clientId ?? mockClientId,
    apiKey: options.apiKey ?? mockApiKey,
    signUpAllowed: options.signUpAllowed ?? true,
    cookieDomain: options.cookieDomain ?? null,
    accessTokenLifetimeMs: options.accessTokenLifetimeMs ?? fiveMinutesMs,
  };
  const state =
    options.state ??
    createWorkosState({
      now: options.now ?? (() => Date.now()),
      mailbox: options.mailbox,
      seed: options.seed ?? defaultSeed,
    });

  const routes: Route[] = [
    ...hostedRoutes(settings, state),
    ...withCors(settings.allowedOrigins, [
      ...authenticationRoutes(settings, state),
      ...managementRoutes(settings, state),
      ...organizationRoutes(settings, state),
    ]),
    ...magicLinkRoutes(settings, state),
    ...impersonationRoutes(settings, state),
    ...mailboxRoutes(state.mailbox, { isBesideMockedWorkos: true }),
    ...authenticatorRoutes(state),
    ...faultRoutes(state.faults),
    ...controlRoutes(state),
    ...["/user_management/*", "/sso/*", "/passwordless/*", "/auth/factors/*", "/mock/*"].map(unknownRoute),
  ];
  const handlers = withoutStackTraces(() => [
    ...faultHandlers(state.faults, settings),
    ...mountRoutes(settings.origin, routes),
  ]);
  return {
    state,
    handlers,
    mailbox: state.mailbox,
    faults: state.faults,
    advanceClock: (milliseconds) => state.advanceClock(milliseconds),
    reset: () => state.reset(),
    answer: (request) => getResponse(handlers, request),
  };
}

function defaultSignInUri([appOrigin]: string[]): string | null {
  return appOrigin === undefined ? null : `${appOrigin}${basePath}/login`;
}

function unknownRoute(path: string): Route {
  return { method: "ANY", path, answer: () => answerFailure(messageFailure(404, "Not Found")) };
}

/**
 * Runs `create` with errors that have no stack trace. msw makes an error for each handler, to say where it comes from; with source
 * maps, as under Vitest, its trace takes longer than most tests.
 */
function withoutStackTraces<Created>(create: () => Created): Created {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return create();
  } finally {
    Error.stackTraceLimit = limit;
  }
}
