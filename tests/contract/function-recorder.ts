import { createTestWorkos, testVariables } from "../../src/function/testing/test-workos.ts";
import { listCalls } from "../../src/function/core/app.ts";
import type { Counter, CounterStore } from "../../src/function/core/counters/counter-store.ts";
import { createFindPath } from "../../src/function/core/feature/call.ts";
import { magicLinkCallbackPath } from "../../src/function/features/magic-link/contract.ts";
import { features } from "../../src/function/hosts/features.ts";
import { createCallers } from "../../src/function/testing/callers.ts";
import { createFailingCounterStore } from "../../src/function/testing/failing-counter-store.ts";
import {
  buildAccount,
  createLocalIssuerFunction,
} from "../../src/function/features/local-issuer/testing/local-issuer-function.ts";
import { allFeatures } from "../function/all-features.ts";
import { createTestBrowser, type TestBrowser, testOrigin } from "../../src/function/testing/test-browser.ts";
import { type AnswerAsWorkos, createTestFunction } from "../../src/function/testing/test-function.ts";
import type { FunctionVariables } from "../../src/function/core/configuration/workos-variables.ts";
import { grace } from "../../src/mocks/people.ts";
import { signingKeyPair } from "../../src/mocks/workos/development-keys.ts";

/** Every call of the core and of all features. */
export const functionCalls = listCalls(allFeatures);
const findCallPath = createFindPath(functionCalls.map(({ path }) => path));

/** A call and the function's answer. */
export type RecordedCall = {
  method: string;
  /** From the contract, with parameters in braces. */
  path: string;
  /** Null when the body wasn't JSON. */
  requestBody: unknown;
  status: number;
  mediaType: string;
  headers: Headers;
  body: unknown;
};

/** A user that only WorkOS knows, who needs no further step. */
export const workosEmail = grace.email;
/** A user that only the local issuer knows. */
export const localEmail = "mary@analytical.example";

export type OpenFunction = ReturnType<FunctionRecorder["open"]>;
export type FunctionRecorder = ReturnType<typeof createFunctionRecorder>;

/** Opens functions and records all of their calls. */
export function createFunctionRecorder() {
  const calls: RecordedCall[] = [];

  const record = async (request: Request, requestBody: unknown, response: Response): Promise<Response> => {
    const text = await response.clone().text();
    calls.push({
      method: request.method,
      path: readCallPath(request),
      requestBody,
      status: response.status,
      mediaType: response.headers.get("Content-Type") ?? "",
      headers: response.headers,
      body: text === "" ? null : JSON.parse(text),
    });
    return response;
  };

  /** @param options.issuers `two`: with a local issuer, the default; `workos`: without; `none`: not configured at all */
  function open(options: { issuers?: "two" | "workos" | "none"; variables?: FunctionVariables } = {}) {
    const workos = createTestWorkos({
      redirectUris: [`${testOrigin}${magicLinkCallbackPath}`],
      signUpAllowed: false,
    });
    const control: { answerAsWorkos: AnswerAsWorkos; isStoreDown: boolean; isUsedUp: boolean } = {
      answerAsWorkos: () => null,
      isStoreDown: false,
      /** Whether every limit is used up. */
      isUsedUp: false,
    };
    const store = createFailingCounterStore(() => control.isStoreDown);
    const counterStore: CounterStore = {
      ...store,
      createCounter: (counterOptions) => {
        const counter = store.createCounter(counterOptions);
        const increment: Counter["increment"] = async (key) =>
          control.isUsedUp ? { count: 1_000_000, msLeft: 30_000 } : await counter.increment(key);
        return { ...counter, increment };
      },
    };
    const base = {
      answers: [
        (request: Request) => control.answerAsWorkos(request),
        (request: Request) => workos.answer(request),
      ],
      variables:
        options.issuers === "none"
          ? {}
          : {
              ...testVariables,
              ...options.variables,
            },
      counterStore,
    };
    const local =
      options.issuers === "workos" || options.issuers === "none"
        ? null
        : createLocalIssuerFunction({
            ...base,
            accounts: [
              buildAccount({
                email: localEmail,
                organizations: [{ id: "org_1", name: "Engines", role: "admin" }],
              }),
            ],
            features,
          });
    const { app } = local ?? createTestFunction({ ...base, features: allFeatures });

    const ask = async (request: Request): Promise<Response> => {
      const requestBody = await readJson(request.clone());
      return await record(request, requestBody, await app.fetch(request));
    };
    return {
      workos,
      control,
      local,
      browser: createTestBrowser({ fetch: ask }),
      openBrowser: (): TestBrowser => createTestBrowser({ fetch: ask }),
      /** A caller with that access token. */
      callAs: createCallers({
        app: { fetch: ask },
        key: signingKeyPair,
        issuer: "https://api.workos.com",
        now: Date.now,
      }).callAs,
      get: async (path: string, headers: Record<string, string> = {}) =>
        await ask(new Request(`${testOrigin}${path}`, { headers })),
      /** For a request whose body can't be read twice; it is recorded without a body. */
      askUnread: async (request: Request) => await record(request, null, await app.fetch(request)),
    };
  }
  return { calls, open };
}

function readCallPath(request: Request): string {
  const { pathname } = new URL(request.url);
  return findCallPath(pathname) ?? pathname;
}

async function readJson(message: Request): Promise<unknown> {
  try {
    return await message.json();
  } catch {
    return null;
  }
}
