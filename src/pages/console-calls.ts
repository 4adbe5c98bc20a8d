import {
  callFunction,
  type FunctionFailure,
  type FunctionResult,
  readFunction,
} from "../contract/function-call.ts";
import { getRunningSession } from "../session/running-session.ts";

const noToken: FunctionFailure = { kind: "unreachable", cause: "network" };

/** Asks the function in the name of who is signed in; never rejects. */
export function readAsPerson<Value>(
  path: string,
  parse: (body: unknown) => Value | null,
): Promise<FunctionResult<Value>> {
  return withToken((accessToken) => readFunction(path, parse, { accessToken }));
}

/** Has the function do something in the name of who is signed in; never rejects. */
export function callAsPerson<Value>(
  path: string,
  body: Record<string, unknown>,
  parse: (body: unknown) => Value | null,
  options: { timeoutMs?: number } = {},
): Promise<FunctionResult<Value>> {
  return withToken((accessToken) => callFunction(path, body, parse, { ...options, accessToken }));
}

/** A token that the function refuses is refreshed once: keys change, and a role may have changed with the membership. */
async function withToken<Value>(
  ask: (accessToken: string) => Promise<FunctionResult<Value>>,
): Promise<FunctionResult<Value>> {
  const { getAccessToken } = getRunningSession();
  const accessToken = await getAccessToken().catch(() => null);
  if (accessToken === null) return { ok: false, failure: noToken };
  const result = await ask(accessToken);
  if (!isTokenRefused(result)) return result;
  const fresh = await getAccessToken({ forceRefresh: true }).catch(() => null);
  return fresh === null ? result : ask(fresh);
}

function isTokenRefused(result: FunctionResult<unknown>): boolean {
  return (
    !result.ok && result.failure.kind === "problem" && result.failure.problem.code === "access_token_refused"
  );
}
