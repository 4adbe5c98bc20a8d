import { parseFunctionConfiguration } from "./configuration/function-configuration.ts";
import { CounterStoreError } from "./counters/counter-store.ts";
import { limitTable } from "./counters/limit-table.ts";
import { sendEmailCode } from "./email-code/send-email-code.ts";
import { verifyEmailCode } from "./email-code/verify-email-code.ts";
import { type Call, type CallDescription, createFindPath } from "./feature/call.ts";
import { limitClient, limitSubject } from "./feature/call-limits.ts";
import { type Core, createCore } from "./feature/core.ts";
import type { FunctionEnvironment } from "./feature/environment.ts";
import type { Feature } from "./feature/feature.ts";
import type { Issuer, SignInSteps } from "./feature/issuer.ts";
import { describeHealth, health } from "./health.ts";
import { type Check, Context, type Handler } from "./http/context.ts";
import { answerProblem } from "./http/problem-answer.ts";
import { readJsonObject, requireJsonMediaType, requireOwnPage } from "./http/request-checks.ts";
import { describeCause } from "./logging/describe-cause.ts";
import type { WriteLogEvent } from "./logging/log-entry.ts";
import { refreshSession } from "./session/refresh-session.ts";
import { signOut } from "./session/sign-out.ts";
import { outage } from "./workos/workos-error.ts";
import { createWorkosIssuer } from "./workos-issuer/workos-issuer.ts";

const coreCalls: readonly Call<Core>[] = [sendEmailCode, verifyEmailCode, refreshSession, signOut];

export type FunctionApp = {
  fetch: (request: Request) => Promise<Response>;
  /** Does what earlier requests had to leave undone, for hosts with scheduled calls; later requests do it too. */
  runDueTasks: () => Promise<void>;
};

/** Seconds to wait before a retry while the counter store is down. */
const storeRetryAfterSeconds = 10;

const answerNotConfigured: Handler = (context) => answerProblem(context, "not_configured");
const knownMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/**
 * The function: a web `Request` in, a web `Response` out, in any runtime. It gives each request a reference, and writes one log entry
 * when it is answered. When variables are missing it still runs: health reports it, and every call answers `not_configured`.
 *
 * @param features added to the core; a feature comes after the ones it depends on
 * @throws Error naming the variable that is malformed, or that needs another one that is missing; or what two features share
 */
export function createApp(environment: FunctionEnvironment, features: readonly Feature[] = []): FunctionApp {
  const now = environment.now ?? (() => Date.now());
  const writeLog: WriteLogEvent = (level, event) => environment.writeLog?.({ level, atMs: now(), ...event });
  const { routes, runDueTasks } = start(environment, features, writeLog, now);
  const routesByPath = Map.groupBy(routes, ({ call }) => call.path);
  const findPath = createFindPath([...routesByPath.keys()]);

  const answer = async (context: Context): Promise<Response> => {
    const ofPath = context.path === null ? undefined : routesByPath.get(context.path);
    if (ofPath === undefined) return answerProblem(context, "not_found");
    const { method } = context.request;
    const route = ofPath.find(({ call }) => call.method === (method === "HEAD" ? "GET" : method));
    if (route !== undefined) return await answerCall(route, context);
    const allowed = ofPath.map(({ call }) => (call.method === "GET" ? "GET, HEAD" : call.method));
    context.setHeader("Allow", allowed.join(", "));
    return answerProblem(context, "method_not_allowed");
  };
  const answerError = (context: Context, error: unknown): Response => {
    const { reference } = context;
    const isStoreDown = error instanceof CounterStoreError;
    const cause = describeCause(isStoreDown ? (error.cause ?? error) : error);
    writeLog("error", { event: isStoreDown ? "counter_store_failed" : "internal_failure", reference, cause });
    if (!isStoreDown) return answerProblem(context, "internal");
    return answerProblem(context, "codes_paused", { retryAfterSeconds: storeRetryAfterSeconds });
  };
  return {
    fetch: async (request) => {
      const [startedAtMs, { method }] = [now(), request];
      const context = new Context(request, findPath(new URL(request.url).pathname));
      const response = await answer(context).catch((error: unknown) => answerError(context, error));
      const { status } = response;
      writeLog(status === 500 ? "error" : status > 500 ? "warn" : "info", {
        event: "request_answered",
        method: knownMethods.includes(method) ? method : "other",
        call: context.path ?? "unknown",
        status,
        durationMs: now() - startedAtMs,
        failureCode: context.failureCode,
        reference: context.reference,
      });
      return method === "HEAD" ? new Response(null, response) : response;
    },
    runDueTasks,
  };
}

/** Every call of the core and of the features, for the OpenAPI document and the docs. */
export function listCalls(features: readonly Feature[]): CallDescription[] {
  return [...coreCalls, ...features.flatMap(({ calls }) => calls), describeHealth(features)];
}

type Route = {
  call: CallDescription;
  checks: readonly Check[];
  handler: Handler;
  /** What is done after the answer. */
  followUp: (context: Context) => void;
};

async function answerCall({ checks, handler, followUp }: Route, context: Context): Promise<Response> {
  try {
    for (const check of checks) {
      const refused = await check(context);
      if (refused !== null) return refused;
    }
    return await handler(context);
  } finally {
    followUp(context);
  }
}

/** Starts the features; the calls are with their checks, in the order in which they run, and their handlers. */
function start(
  environment: FunctionEnvironment,
  features: readonly Feature[],
  writeLog: WriteLogEvent,
  now: () => number,
): Pick<FunctionApp, "runDueTasks"> & { routes: Route[] } {
  const paths = listCalls(features).map(({ method, path }) => ({ name: `${method} ${path}` }));
  refuseDuplicates("calls", paths);
  const limits = new Set([...Object.values(limitTable), ...features.flatMap((feature) => feature.limits)]);
  refuseDuplicates("limits", [...limits]);
  const configuration = parseFunctionConfiguration(environment.variables, environment.isDevelopment);
  const starts = features.map((feature) => ({ feature, start: feature.configure(environment.variables) }));
  if (configuration.kind === "not_configured") {
    writeLog("warn", { event: "not_configured", missingVariables: configuration.missingVariables });
    const routes = listCalls(features).map((call) => {
      const handler = call.name === health.name ? health.handle(null) : answerNotConfigured;
      return { call, checks: [], handler, followUp: () => undefined };
    });
    return { routes, runDueTasks: async () => {} };
  }

  const issuers: Issuer[] = [];
  const signInSteps: SignInSteps[] = [];
  const core = createCore(configuration, environment, { issuers, signInSteps }, writeLog, now);
  const started = starts.map(({ feature, start }) => {
    const running = start(core);
    if (running.issuer !== null) issuers.push(running.issuer);
    if (running.signInSteps !== null) signInSteps.push(running.signInSteps);
    return { feature, running };
  });
  issuers.push(createWorkosIssuer(core));
  refuseDuplicates("issuers", issuers);

  const guard = started.find(({ running }) => running.createGuard !== null)?.running.createGuard?.();
  const requireAccess = ({ name, access }: CallDescription): Check[] => {
    if (access === null) return [];
    if (guard === undefined)
      throw new Error(`${name} requires an access token, and no feature verifies them`);
    return [guard(access)];
  };
  const ownPage = requireOwnPage(core.ownOrigins);
  const route = (call: CallDescription, handler: Handler): Route => ({
    call,
    checks: [
      ...(call.method === "POST" ? [ownPage] : []),
      limitClient(core, call),
      ...(call.method === "POST" ? [requireJsonMediaType, readJsonObject] : []),
      ...requireAccess(call),
      limitSubject(core, call),
    ],
    handler,
    followUp: (context) => {
      core.revocations.retryDueInBackground();
      // A request that met an outage counts once for its client, however many calls it made.
      if (context.hasMetOutage)
        core.runInBackground(core.breaker.recordFailure(outage, core.readBrowser(context.request.headers)));
    },
  });
  const routes = [
    ...coreCalls.map((call) => route(call, call.handle(core))),
    ...started.flatMap(({ feature, running }) =>
      feature.calls.flatMap((call, index) => {
        const handler = running.handlers[index];
        return handler === undefined ? [] : [route(call, handler)];
      }),
    ),
    route(health, health.handle({ core, features: started.map(({ running }) => running) })),
  ];
  return { routes, runDueTasks: core.revocations.retryDue };
}

/** Of two with one name, one would silently win: a feature's call, a limit's quotas, whose session is revoked. */
function refuseDuplicates(kind: string, all: readonly { name: string }[]): void {
  const twice = all.find(({ name }, index) => all.findIndex((other) => other.name === name) !== index);
  if (twice !== undefined) throw new Error(`Two ${kind} are ${twice.name}`);
}
