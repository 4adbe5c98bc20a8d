import { type Handler, Hono } from "hono";

import { apiPaths, type CallName } from "../../contract/api-paths.ts";
import { setAnswerHeaders } from "./answers/answer-headers.ts";
import { answerProblem } from "./answers/problem-answer.ts";
import { listCallNames, listPathMethods, toRoute } from "./call-paths.ts";
import { callRules } from "./call-rules.ts";
import { createCalls } from "./calls.ts";
import { CounterStoreError } from "./counters/counter-store-error.ts";
import { parseFunctionConfiguration } from "./configuration/function-configuration.ts";
import { parseInviteQuota } from "../features/team/invite-quota.ts";
import { parseMagicLinkSwitch } from "../features/magic-link/magic-link-switch.ts";
import type { FunctionEnvironment } from "./environment.ts";
import type { FunctionContext } from "./function-context.ts";
import { answerHealth } from "./health.ts";
import { describeCause } from "./logging/describe-cause.ts";
import type { WriteLogEvent } from "./logging/log-entry.ts";
import { logRequests } from "./logging/log-requests.ts";
import { answerMethodNotAllowed } from "./request-checks/answer-method-not-allowed.ts";
import { createCallChecks } from "./request-checks/call-checks.ts";

/** Seconds that a person is asked to wait while the store of the counters is down. */
const storeRetryAfterSeconds = 10;

/**
 * The function: from a web `Request` to a web `Response`, in any runtime.
 * Where variables are missing it still answers: health says so, and every call answers `not_configured`.
 *
 * @throws Error that names the variable, when one is malformed, or needs another one that is missing
 */
export function createApp(environment: FunctionEnvironment): Hono<FunctionContext> {
  const now = environment.now ?? (() => Date.now());
  const writeLog: WriteLogEvent = (level, event) => environment.writeLog?.({ level, atMs: now(), ...event });
  const configuration = parseFunctionConfiguration(environment.variables);
  const isMagicLinkOn = parseMagicLinkSwitch(environment.variables, environment.localIssuer !== undefined);

  const inviteQuota = parseInviteQuota(environment.variables);

  const app = new Hono<FunctionContext>();
  app.use(setAnswerHeaders());
  app.use(logRequests(writeLog, now));
  app.onError((error, context) => {
    if (error instanceof CounterStoreError) {
      writeLog("error", {
        event: "counter_store_failed",
        reference: context.get("reference"),
        cause: describeCause(error.cause),
      });
      return answerProblem(context, "codes_paused", { retryAfterSeconds: storeRetryAfterSeconds });
    }
    writeLog("error", {
      event: "internal_failure",
      reference: context.get("reference"),
      cause: describeCause(error),
    });
    return answerProblem(context, "internal");
  });
  app.notFound((context) => answerProblem(context, "not_found"));

  const calls =
    configuration.kind === "not_configured"
      ? null
      : createCalls({ ...configuration, isMagicLinkOn, inviteQuota }, environment, writeLog, now);
  const checks =
    configuration.kind === "not_configured" || calls === null
      ? () => []
      : createCallChecks(configuration.ownOrigin, calls.verifyAccessToken);
  if (configuration.kind === "not_configured") {
    writeLog("warn", { event: "not_configured", missingVariables: configuration.missingVariables });
  }
  for (const name of listCallNames()) {
    const handler = calls?.handlers[name] ?? notConfigured[name] ?? answerNotConfigured;
    app.on(callRules[name].method, [toRoute(apiPaths[name])], ...checks(name), handler);
  }
  for (const { path, methods } of listPathMethods()) {
    app.all(toRoute(path), answerMethodNotAllowed(methods));
  }
  return app;
}

/** Without configuration every call says so, but for health: a console may well do without the function. */
const notConfigured: Partial<Record<CallName, Handler<FunctionContext>>> = { health: answerHealth(null) };
const answerNotConfigured: Handler<FunctionContext> = (context) => answerProblem(context, "not_configured");
