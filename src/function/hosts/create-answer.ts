import { createApp, type FunctionApp } from "../core/app.ts";
import type { CounterStore } from "../core/counters/counter-store.ts";
import type { Feature } from "../core/feature/feature.ts";
import type { LogEntry } from "../core/logging/log-entry.ts";
import type { Cryptography } from "../core/sealing/cryptography.ts";
import { isCall } from "./answer-rules.ts";
import { createPageAnswer, type PageAnswer, type PageAnswerOptions } from "./page-answer.ts";
import { runInBackground } from "./request-scope.ts";
import { toResponse } from "./static-app.ts";

/** What a host's answers are made of. */
export type AnswerOptions = PageAnswerOptions & {
  /** The header in which the host puts the client's address. */
  clientAddressHeader: string;
  counterStore: CounterStore;
  features: readonly Feature[];
  cryptography?: Cryptography;
  writeLog: (entry: LogEntry) => void;
  fetch?: typeof fetch;
};

/** Answers requests; hosts with scheduled calls can have the function do what is due besides. */
export type Answer = ((request: Request) => Promise<Response>) &
  Pick<FunctionApp, "runDueTasks"> & { pages: PageAnswer };

/**
 * Answers `/api` with the function and everything else from the app's files, with security headers on every answer.
 * @throws Error when a variable is malformed
 */
export function createAnswer(options: AnswerOptions): Answer {
  const pages = createPageAnswer(options);
  const app = createApp(
    {
      variables: { ...pages.variables, PORTICO_ORIGIN: pages.ownOrigins.listed.join(",") },
      clientAddressHeader: options.clientAddressHeader,
      writeLog: options.writeLog,
      ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
      counterStore: options.counterStore,
      runInBackground,
      ...(options.cryptography === undefined ? {} : { cryptography: options.cryptography }),
    },
    options.features,
  );
  const answer = async (request: Request): Promise<Response> =>
    isCall(new URL(request.url).pathname)
      ? pages.protect(await app.fetch(request))
      : toResponse(await pages.answer(request));
  return Object.assign(answer, { runDueTasks: app.runDueTasks, pages });
}
