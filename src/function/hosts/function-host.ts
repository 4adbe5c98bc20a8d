import { readVariable } from "../../contract/variables.ts";
import { parseOwnOrigin } from "../../contract/own-origin.ts";
import { failureStatuses, type Problem, problemMediaType, statusPhrases } from "../../contract/failure.ts";
import type { PublicConfigBlock } from "../../contract/public-config-block.ts";
import type { FunctionVariables } from "../core/configuration/workos-variables.ts";
import type { CounterStore } from "../core/counters/counter-store.ts";
import type { Feature } from "../core/feature/feature.ts";
import { answerHeaders } from "../core/http/log-requests.ts";
import { parseClientAddressHeader } from "./client-address-header.ts";
import { type Answer, createAnswer } from "./create-answer.ts";
import type { BuildPage } from "./page-answer.ts";
import { refuseMockCredentials } from "./refuse-mock-credentials.ts";
import { requestScope, type RequestScope } from "./request-scope.ts";
import type { StaticFiles } from "./static-app.ts";
import { refuseMisspeltVariables } from "./variable-names.ts";
import { writeLogLine } from "./write-log-line.ts";

/** Answers a request within its host's scope. */
export type FunctionHost = ((request: Request, scope: RequestScope) => Promise<Response>) & {
  /** Does what earlier requests had to leave undone, for hosts with scheduled calls. @throws Error when the function can't start */
  runDueTasks: (scope: RequestScope) => Promise<void>;
};

/**
 * The function on a host that starts instances by itself. It starts with the first request of an instance.
 *
 * Where it can't start, it logs the reason and answers every request with a problem that has none of it.
 *
 * @param options.open opens what the variables name
 */
export function createFunctionHost(options: {
  /** Absent where the host serves them by itself, and passes on what no file answers: calls, missing assets and other methods. */
  files?: StaticFiles;
  /** As in `PageAnswerOptions`, where the function answers pages and the host doesn't serve them as they were built. */
  buildPage?: BuildPage;
  block: PublicConfigBlock;
  variables: FunctionVariables;
  /** The header in which the host puts the client's address, overwriting what the client sent. */
  hostAddressHeader: string;
  open: () => Promise<{ counterStore: CounterStore; features: readonly Feature[] }>;
}): FunctionHost {
  let starting: Promise<Answer> | null = null;
  let isLogged = false;

  const start = async () => {
    const { variables } = options;
    refuseMisspeltVariables(variables);
    const origin = readVariable(variables, "PORTICO_ORIGIN");
    if (origin === null) throw new Error("PORTICO_ORIGIN is missing; set it to the console's own origin");
    const ownOrigin = parseOwnOrigin(origin);
    refuseMockCredentials(variables, ownOrigin);
    return createAnswer({
      ...options,
      files: options.files ?? new Map(),
      ...(await options.open()),
      ownOrigin,
      clientAddressHeader: parseClientAddressHeader(variables, options.hostAddressHeader),
      writeLog: writeLogLine,
    });
  };

  const open = async (): Promise<Answer> => {
    try {
      // Kept for the instance once it has succeeded. A failure isn't: what it names may be reachable again.
      starting ??= start();
      return await starting;
    } catch (error) {
      starting = null;
      throw error;
    }
  };

  const answerRequest = async (request: Request, scope: RequestScope): Promise<Response> => {
    try {
      const answer = await open();
      return await requestScope.run(scope, async () => await answer(request));
    } catch (error) {
      return answerNotStarted(error);
    }
  };
  return Object.assign(answerRequest, {
    runDueTasks: async (scope: RequestScope): Promise<void> => {
      const { runDueTasks } = await open();
      await requestScope.run(scope, runDueTasks);
    },
  });

  function answerNotStarted(error: unknown): Response {
    const reference = crypto.randomUUID();
    if (!isLogged) {
      isLogged = true;
      const cause = error instanceof Error ? error.message : "unknown error";
      writeLogLine({ level: "error", atMs: Date.now(), event: "function_not_started", cause, reference });
    }
    const status = failureStatuses.not_configured;
    const problem: Problem = {
      type: "about:blank",
      title: statusPhrases[status],
      status,
      code: "not_configured",
      reference,
    };
    return new Response(JSON.stringify(problem), {
      status,
      headers: { ...answerHeaders, "Content-Type": problemMediaType },
    });
  }
}
