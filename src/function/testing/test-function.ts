import { createApp, type FunctionApp } from "../core/app.ts";
import type { CounterStore } from "../core/counters/counter-store.ts";
import type { FunctionVariables } from "../core/configuration/workos-variables.ts";
import type { FunctionEnvironment } from "../core/feature/environment.ts";
import type { Feature } from "../core/feature/feature.ts";
import type { LogEntry } from "../core/logging/log-entry.ts";
import type { Wait } from "../core/feature/environment.ts";
import { createMemoryCounterStore } from "../stores/memory-counter-store.ts";
import { logCanaries } from "./log-canaries.ts";
import { nextTurn } from "./test-background.ts";
import { type TestBrowser, createTestBrowser, testAddressHeader, testOrigin } from "./test-browser.ts";

/** Of what the function waits for besides other requests. */
const shortestDelayMs = 500;

/** Answers a request to WorkOS; null or undefined passes it to the next one. */
export type AnswerAsWorkos = (
  request: Request,
) => Promise<Response | null | undefined> | Response | null | undefined;

/** The function with a test WorkOS. */
export type TestFunction = {
  app: FunctionApp;
  browser: TestBrowser;
  /** Paths of the requests to WorkOS, in order. */
  asked: string[];
  log: LogEntry[];
  /** Resolves once everything that the function does in the background is done. */
  finishBackground: () => Promise<void>;
};

/**
 * Sets up the function without network and without waiting: an accepted send is answered once WorkOS's answer is processed.
 *
 * @param options.answers tried in order; when none answers, the network is down
 */
export function createTestFunction(options: {
  answers: AnswerAsWorkos[];
  variables: FunctionVariables;
  wait?: Wait;
  now?: () => number;
  counterStore?: CounterStore;
  features?: readonly Feature[];
  onEvent?: FunctionEnvironment["onEvent"];
  runInBackground?: FunctionEnvironment["runInBackground"];
}): TestFunction {
  const asked: string[] = [];
  const log: LogEntry[] = [];
  const waiting: (() => void)[] = [];
  const tasks: Promise<unknown>[] = [];
  const origin = options.variables["PORTICO_ORIGIN"] ?? testOrigin;

  logCanaries.addAllCanaries([options.variables["WORKOS_API_KEY"], options.variables["PORTICO_KEYS"]]);
  const app = createApp(
    {
      variables: { PORTICO_ORIGIN: origin, ...options.variables },
      clientAddressHeader: testAddressHeader,
      counterStore: options.counterStore ?? createMemoryCounterStore(),
      ...(options.now === undefined ? {} : { now: options.now }),
      runInBackground: options.runInBackground ?? ((task) => tasks.push(task)),
      onEvent: async (event) => {
        logCanaries.addOutput(event);
        await options.onEvent?.(event);
      },
      wait:
        options.wait ??
        (async (delayMs) => {
          // A short wait is for what another request is about to change.
          if (delayMs < shortestDelayMs) await nextTurn();
          else await new Promise<void>((resolve) => waiting.push(resolve));
        }),
      writeLog: (entry) => {
        logCanaries.addOutput(entry);
        log.push(entry);
        if (entry.event !== "one_time_code_asked") return;
        // The entry is written a few microtasks before the call processes the result.
        const due = waiting.splice(0);
        setImmediate(() => {
          for (const resolve of due) resolve();
        });
      },
      fetch: async (input, init) => {
        const request = new Request(input, init);
        asked.push(new URL(request.url).pathname);
        for (const answer of options.answers) {
          const response = await answer(request);
          if (response) return response;
        }
        throw new TypeError("fetch failed");
      },
    },
    options.features,
  );
  const finishBackground = async (): Promise<void> => {
    while (tasks.length > 0) await tasks.shift();
  };
  return { app, asked, log, finishBackground, browser: createTestBrowser(app, { origin }) };
}
