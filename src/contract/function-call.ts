import { requestMarkerHeader } from "./api-paths.ts";
import { type Problem } from "./failure.ts";
import { isTimeoutError, withTimeLimit } from "./time-limit.ts";

/** Why a call gave no answer of the function's. */
export type UnreachableCause = "network" | "timeout" | "foreignAnswer";

export type FunctionFailure =
  | { kind: "problem"; problem: Problem }
  | { kind: "unreachable"; cause: UnreachableCause };

export type FunctionResult<Value> = { ok: true; value: Value } | { ok: false; failure: FunctionFailure };

type Observer = (path: string, result: FunctionResult<unknown>) => void;

let observer: Observer | null = null;

/** Has the observer told of every call's result; one per page, for the flight recorder. */
export function observeFunctionCalls(next: Observer | null): void {
  observer = next;
}

/** Milliseconds after which a call counts as unanswered. */
export const functionCallTimeoutMs = 8_000;

/** How a call is made. */
export type FunctionCallOptions = {
  fetch?: typeof fetch;
  timeoutMs?: number;
  /** Sent as a bearer token (RFC 6750 section 2.1). */
  accessToken?: string;
};

/**
 * The parsed answer of one call of the function, or why there is none; never rejects.
 * @param path one of `apiPaths`, its parameters filled in
 * @param body sent as JSON
 * @param parse reads the success body; null means that something else answered (a captive portal, a proxy's page)
 */
export function callFunction<Value>(
  path: string,
  body: Record<string, unknown>,
  parse: (body: unknown) => Value | null,
  options: FunctionCallOptions & { keepalive?: boolean } = {},
): Promise<FunctionResult<Value>> {
  return request(
    path,
    {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        [requestMarkerHeader.name]: requestMarkerHeader.value,
        ...buildAuthorization(options),
      },
      body: JSON.stringify(body),
      ...(options.keepalive === true && { keepalive: true }),
    },
    parse,
    options,
  );
}

/** The parsed answer of a call of the function that reads and changes nothing, or why there is none; never rejects. */
export function readFunction<Value>(
  path: string,
  parse: (body: unknown) => Value | null,
  options: FunctionCallOptions = {},
): Promise<FunctionResult<Value>> {
  return request(
    path,
    { method: "GET", cache: "no-store", headers: buildAuthorization(options) },
    parse,
    options,
  );
}

function buildAuthorization({ accessToken }: FunctionCallOptions): Record<string, string> {
  return accessToken === undefined ? {} : { Authorization: `Bearer ${accessToken}` };
}

async function request<Value>(
  path: string,
  init: RequestInit,
  parse: (body: unknown) => Value | null,
  options: FunctionCallOptions,
): Promise<FunctionResult<Value>> {
  const result = await ask(path, init, parse, options);
  observer?.(path, result);
  return result;
}

async function ask<Value>(
  path: string,
  init: RequestInit,
  parse: (body: unknown) => Value | null,
  options: FunctionCallOptions,
): Promise<FunctionResult<Value>> {
  const send = options.fetch ?? fetch;
  let response: Response;
  let text: string;
  try {
    [response, text] = await withTimeLimit(async (signal) => {
      const answer = await send(path, { ...init, signal });
      return [answer, await answer.text()] as const;
    }, options.timeoutMs ?? functionCallTimeoutMs);
  } catch (error) {
    const cause = isTimeoutError(error) ? "timeout" : "network";
    return { ok: false, failure: { kind: "unreachable", cause } };
  }

  const json = parseJson(text);
  if (response.ok) {
    const value = parse(json);
    if (value !== null) return { ok: true, value };
  } else {
    // Only then: the schemas are large, and the sign-in page, which asks what works, has no other use for them.
    const problem = await import("./failure.ts")
      .then(({ parseProblem }) => parseProblem(json))
      .catch(() => null);
    if (problem !== null) return { ok: false, failure: { kind: "problem", problem } };
  }
  return { ok: false, failure: { kind: "unreachable", cause: "foreignAnswer" } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
