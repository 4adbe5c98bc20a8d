import { Hono } from "hono";

import { apiPaths } from "../contract/api-paths.ts";
import { setAnswerHeaders } from "./answers/answer-headers.ts";
import { answerProblem } from "./answers/problem-answer.ts";
import { createCalls } from "./calls.ts";
import { CounterStoreError } from "./counters/counter-store-error.ts";
import { parseFunctionConfiguration } from "./configuration/function-configuration.ts";
import { parseMagicLinkSwitch } from "./configuration/magic-link-switch.ts";
import type { FunctionEnvironment } from "./environment.ts";
import type { FunctionContext } from "./function-context.ts";
import { answerHealth } from "./health.ts";
import { describeCause } from "./logging/describe-cause.ts";
import type { WriteLogEvent } from "./logging/log-entry.ts";
import { logRequests } from "./logging/log-requests.ts";
import { answerMethodNotAllowed } from "./request-checks/answer-method-not-allowed.ts";
import { requireJsonMediaType } from "./request-checks/require-json-media-type.ts";
import { requireJsonObject } from "./request-checks/require-json-object.ts";
import { requireRequestMarker } from "./request-checks/require-request-marker.ts";
import { requireSameOrigin } from "./request-checks/require-same-origin.ts";

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

  const postPaths = [
    apiPaths.sendEmailCode,
    apiPaths.verifyEmailCode,
    apiPaths.continueSignIn,
    apiPaths.redeemEmailLink,
    apiPaths.sendMagicLink,
    apiPaths.redeemMagicLink,
    apiPaths.refreshSession,
    apiPaths.signOut,
  ] as const;

  if (configuration.kind === "not_configured") {
    writeLog("warn", { event: "not_configured", missingVariables: configuration.missingVariables });
    app.get(apiPaths.health, answerHealth(null));
    app.get(apiPaths.jwks, (context) => answerProblem(context, "not_configured"));
    for (const path of postPaths) app.post(path, (context) => answerProblem(context, "not_configured"));
  } else {
    const calls = createCalls({ ...configuration, isMagicLinkOn }, environment, writeLog, now);
    app.get(apiPaths.health, answerHealth(calls.health));
    app.get(apiPaths.jwks, calls.answerJwks);
    for (const path of postPaths) {
      app.post(
        path,
        requireSameOrigin(configuration.ownOrigin),
        requireRequestMarker(),
        requireJsonMediaType(),
        requireJsonObject(),
        calls.post[path],
      );
    }
  }

  for (const path of [apiPaths.health, apiPaths.jwks]) app.all(path, answerMethodNotAllowed("GET, HEAD"));
  for (const path of postPaths) app.all(path, answerMethodNotAllowed("POST"));
  return app;
}
