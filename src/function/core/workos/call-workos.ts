import * as v from "valibot";

import { withTimeLimit } from "../../../contract/time-limit.ts";
import type { WorkosAccess } from "../configuration/function-configuration.ts";
import type { BrowserDescription } from "../http/client-address.ts";
import { describeCause } from "../logging/describe-cause.ts";
import type { WriteLogEvent } from "../logging/log-entry.ts";
import { outage, readWorkosFailure, type WorkosFailure, type WorkosRefusal } from "./workos-error.ts";

/** A request to WorkOS's API, with WorkOS's names; null members and parameters are omitted. */
export type WorkosRequest = {
  method: "GET" | "POST";
  /** Values in it must be encoded by `toPathSegment`. */
  path: string;
  query?: Record<string, string | number | null>;
  body?: Record<string, string | number | null>;
  /** Whether the body is sent as a form instead of JSON. */
  isForm?: true;
  /** 8 seconds when absent. */
  timeoutMs?: number;
  /** Whether the body contains the client credentials, as WorkOS's token endpoints require. */
  isClientAuthenticated?: true;
};

export type WorkosAnswer<Answer> = { kind: "answered"; answer: Answer } | WorkosFailure | WorkosRefusal;

/**
 * Makes one request to WorkOS. Failures are returned as values and logged under the call's name.
 * @param schema of the answer, with names in camel case; WorkOS gives no other, so it means that something else answered
 */
export type CallWorkos = <Answer>(
  name: string,
  request: WorkosRequest,
  schema: v.GenericSchema<unknown, Answer>,
) => Promise<WorkosAnswer<Answer>>;

/** The page offers alternatives after 8 seconds, so no call takes longer. */
const longestMs = 8000;

export function createCallWorkos(options: {
  access: WorkosAccess;
  fetch: typeof fetch;
  writeLog: WriteLogEvent;
  onAnswered?: () => void;
}): CallWorkos {
  const { apiUrl, apiKey, clientId } = options.access;

  const send = async (request: WorkosRequest, signal: AbortSignal): Promise<Response> => {
    const { method, path, query = {}, body, isForm, isClientAuthenticated } = request;
    const url = new URL(path, apiUrl);
    for (const [name, value] of Object.entries(query)) {
      if (value !== null) url.searchParams.set(name, String(value));
    }
    const credentials = isClientAuthenticated === true ? { client_id: clientId, client_secret: apiKey } : {};
    const members = Object.entries({ ...credentials, ...body }).filter(([, value]) => value !== null);
    const content =
      isForm === true ? new URLSearchParams(members) : JSON.stringify(Object.fromEntries(members));
    return await options.fetch(url, {
      method,
      headers: {
        Authorization: `Bearer ${apiKey}`,
        "Content-Type": isForm === true ? "application/x-www-form-urlencoded" : "application/json",
        "User-Agent": "Portico",
      },
      ...(method === "POST" && { body: content }),
      // Following a redirect would send the API key elsewhere.
      redirect: "manual",
      signal,
    });
  };

  return async (name, request, schema) => {
    // Kept although its body may never end: a refusal without its body is a refusal.
    const met: { response?: Response; cause: string | null } = { cause: null };
    const content = await withTimeLimit(async (signal) => {
      met.response = await send(request, signal);
      const json = parseJson(await met.response.text());
      return met.response.ok ? toCamelCase(json) : json;
    }, request.timeoutMs ?? longestMs).catch((error: unknown) => {
      met.cause = describeCause(error);
    });
    const { response, cause } = met;
    const parsed = response?.ok === true ? v.safeParse(schema, content) : null;
    if (content !== undefined && parsed?.success === true) {
      options.onAnswered?.();
      return { kind: "answered", answer: parsed.output };
    }
    const failure = response === undefined ? outage : readWorkosFailure(response, content);
    const refusal = failure.kind === "refused" ? failure : null;
    options.writeLog(refusal === null ? "warn" : "info", {
      event: "workos_call_failed",
      call: name,
      kind: failure.kind,
      status: response?.status ?? null,
      workosErrorCode: refusal?.workosErrorCode ?? null,
      cause,
    });
    return failure;
  };
}

/** The browser in WorkOS's parameter names. */
export function describeBrowser({ address, userAgent }: BrowserDescription) {
  return { ip_address: address, user_agent: userAgent };
}

/** The parsed JSON; undefined when the text isn't JSON, null when it is empty. */
function parseJson(text: string): unknown {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toCamelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toCamelCase);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name.includes("_") ? name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()) : name,
      toCamelCase(member),
    ]),
  );
}
