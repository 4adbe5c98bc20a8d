import type { WorkOS } from "@workos-inc/node";

import { withTimeLimit } from "../../../contract/time-limit.ts";
import type { WorkosAccess } from "../configuration/function-configuration.ts";
import type { BrowserDescription } from "../http/client-address.ts";
import { describeCause } from "../logging/describe-cause.ts";
import type { WriteLogEvent } from "../logging/log-entry.ts";
import { readWorkosError, type WorkosFailure, type WorkosRefusal } from "./workos-error.ts";

/**
 * Makes one call to WorkOS. Failures are returned as values and logged under the call's name.
 * @param ask makes the SDK call
 */
export type CallWorkos = <Answer>(
  name: string,
  ask: (workos: WorkOS) => Promise<Answer>,
) => Promise<{ kind: "answered"; answer: Answer } | WorkosFailure | WorkosRefusal>;

/** The page offers alternatives after 8 seconds, so no call takes longer. */
const timeoutMs = 8000;

export function createCallWorkos(options: {
  access: WorkosAccess;
  fetch: typeof fetch;
  writeLog: WriteLogEvent;
}): CallWorkos {
  let client: Promise<WorkOS> | null = null;
  const loadClient = async (): Promise<WorkOS> => (client ??= createClient(options.access, options.fetch));

  return async (name, ask) => {
    const workos = await loadClient();
    try {
      // The SDK's build for workerd ignores its `timeout` option, so the limit is enforced here as well.
      return { kind: "answered", answer: await withTimeLimit(() => ask(workos), timeoutMs) };
    } catch (error) {
      const failure = readWorkosError(error);
      const refusal = failure.kind === "refused" ? failure : null;
      options.writeLog(refusal === null ? "warn" : "info", {
        event: "workos_call_failed",
        call: name,
        kind: failure.kind,
        status: refusal?.status ?? null,
        workosErrorCode: refusal?.workosErrorCode ?? null,
        cause: failure.kind === "unreachable" ? describeCause(error) : null,
      });
      return failure;
    }
  };
}

async function createClient(access: WorkosAccess, ask: typeof fetch): Promise<WorkOS> {
  const { WorkOS } = await import("@workos-inc/node");
  return new WorkOS({
    apiKey: access.apiKey,
    clientId: access.clientId,
    apiHostname: access.apiUrl.hostname,
    https: access.apiUrl.protocol === "https:",
    ...(access.apiUrl.port === "" ? {} : { port: Number(access.apiUrl.port) }),
    timeout: timeoutMs,
    // The SDK's own retries wait up to a minute each, too long for a user who is waiting.
    maxRetries: 0,
    fetchFn: ask,
  });
}

/** The browser in the SDK's parameter names. */
export function describeBrowser(browser: BrowserDescription): { ipAddress?: string; userAgent?: string } {
  return {
    ...(browser.address === null ? {} : { ipAddress: browser.address }),
    ...(browser.userAgent === null ? {} : { userAgent: browser.userAgent }),
  };
}
