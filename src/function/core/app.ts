import { type Handler, Hono, type MiddlewareHandler } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";

import { parseFunctionConfiguration } from "./configuration/function-configuration.ts";
import { CounterStoreError } from "./counters/counter-store.ts";
import { limitTable } from "./counters/limit-table.ts";
import { sendEmailCode } from "./email-code/send-email-code.ts";
import { verifyEmailCode } from "./email-code/verify-email-code.ts";
import { type Call, type CallDescription, createFindPath, toRoute } from "./feature/call.ts";
import { limitClient, limitSubject } from "./feature/call-limits.ts";
import { type Core, createCore } from "./feature/core.ts";
import type { FunctionEnvironment } from "./feature/environment.ts";
import type { Feature } from "./feature/feature.ts";
import type { Issuer, SignInSteps } from "./feature/issuer.ts";
import { describeHealth, health } from "./health.ts";
import { logRequests, setAnswerHeaders } from "./http/log-requests.ts";
import type { FunctionContext } from "./http/function-context.ts";
import { answerProblem } from "./http/problem-answer.ts";
import { createPostChecks } from "./http/request-checks.ts";
import { describeCause } from "./logging/describe-cause.ts";
import type { WriteLogEvent } from "./logging/log-entry.ts";
import { refreshSession } from "./session/refresh-session.ts";
import { signOut } from "./session/sign-out.ts";
import { outage } from "./workos/workos-error.ts";
import { createWorkosIssuer } from "./workos-issuer/workos-issuer.ts";

const coreCalls: readonly Call<Core>[] = [sendEmailCode, verifyEmailCode, refreshSession, signOut];

export type FunctionApp = Hono<FunctionContext> & {
  /** Does what earlier requests had to leave undone, for hosts with scheduled calls; later requests do it too. */
  runDueTasks: () => Promise<void>;
};

/** Seconds to wait before a retry while the counter store is down. */
const storeRetryAfterSeconds = 10;

/**
 * The function as a Hono app: a web `Request` in, a web `Response` out, in any runtime.
 * When variables are missing it still runs: health reports it, and every call answers `not_configured`.
 *
 * @param features added to the core; a feature comes after the ones it depends on
 * @throws Error naming the variable that is malformed, or that needs another one that is missing; or what two features share
 */
export function createApp(environment: FunctionEnvironment, features: readonly Feature[] = []): FunctionApp {
  const now = environment.now ?? (() => Date.now());
  const writeLog: WriteLogEvent = (level, event) => environment.writeLog?.({ level, atMs: now(), ...event });

  const { routes, runDueTasks } = start(environment, features, writeLog, now);
  const app = new Hono<FunctionContext>();
  app.use(setAnswerHeaders());
  app.use(logRequests(writeLog, now, createFindPath(routes.map(({ call }) => call.path))));
  app.onError((error, context) => {
    const reference = context.get("reference");
    const isStoreDown = error instanceof CounterStoreError;
    const cause = describeCause(isStoreDown ? (error.cause ?? error) : error);
    writeLog("error", { event: isStoreDown ? "counter_store_failed" : "internal_failure", reference, cause });
    if (!isStoreDown) return answerProblem(context, "internal");
    return answerProblem(context, "codes_paused", { retryAfterSeconds: storeRetryAfterSeconds });
  });
  app.notFound((context) => answerProblem(context, "not_found"));
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (context, methods) => {
        context.header("Allow", methods.join(", "));
        return answerProblem(context, "method_not_allowed");
      },
    }),
  );
  for (const { call, handlers } of routes) app.on(call.method, [toRoute(call.path)], ...handlers);
  return Object.assign(app, { runDueTasks });
}

/** Every call of the core and of the features, for the OpenAPI document and the docs. */
export function listCalls(features: readonly Feature[]): CallDescription[] {
  return [...coreCalls, ...features.flatMap(({ calls }) => calls), describeHealth(features)];
}

function findUnconfiguredHandler({ name }: CallDescription): Handler<FunctionContext> {
  return name === health.name ? health.handle(null) : (context) => answerProblem(context, "not_configured");
}

type Route = { call: CallDescription; handlers: Handler<FunctionContext>[] };

/** Starts the features; the calls are with their checks and handlers, in the order in which they run. */
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
    const routes = listCalls(features).map((call) => ({ call, handlers: [findUnconfiguredHandler(call)] }));
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

  const [requireOwnPage, ...bodyChecks] = createPostChecks(core.ownOrigins);
  const guard = started.find(({ running }) => running.createGuard !== null)?.running.createGuard?.();
  const requireAccess = ({ name, access }: CallDescription): MiddlewareHandler<FunctionContext>[] => {
    if (access === null) return [];
    if (guard === undefined)
      throw new Error(`${name} requires an access token, and no feature verifies them`);
    return [guard(access)];
  };
  /** What is done after the answer. A request that met an outage counts once for its client, however many calls it made. */
  const followUp: MiddlewareHandler<FunctionContext> = async (context, next) => {
    await next();
    core.revocations.retryDueInBackground();
    if (context.get("hasMetOutage") !== true) return;
    core.runInBackground(core.breaker.recordFailure(outage, core.readBrowser(context.req.raw.headers)));
  };
  const route = (call: CallDescription, handler: Handler<FunctionContext>): Route => ({
    call,
    handlers: [
      followUp,
      ...(call.method === "POST" ? [requireOwnPage] : []),
      limitClient(core, call),
      ...(call.method === "POST" ? bodyChecks : []),
      ...requireAccess(call),
      limitSubject(core, call),
      handler,
    ],
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
