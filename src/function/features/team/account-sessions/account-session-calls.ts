import type { Handler } from "hono";

import type { EmitEvent } from "../../../core/events/auth-event.ts";
import type { FunctionContext } from "../../../core/function-context.ts";
import type { SignedOutSessions } from "../../../core/session/signed-out-sessions.ts";
import type { WorkosApi } from "../../../core/workos/workos-api.ts";
import { listAccountSessions } from "./list-account-sessions.ts";
import { createReadOpenSessions } from "./open-sessions.ts";
import { revokeAccountSessions } from "./revoke-account-sessions.ts";

/** The handlers of the calls about a person's own sessions. */
export function createAccountSessionCalls(parts: {
  workos: WorkosApi;
  signedOutSessions: SignedOutSessions;
  emit: EmitEvent;
  now: () => number;
}): Record<"listAccountSessions" | "revokeAccountSessions", Handler<FunctionContext>> {
  const readOpenSessions = createReadOpenSessions(parts);
  return {
    listAccountSessions: listAccountSessions({ readOpenSessions }),
    revokeAccountSessions: revokeAccountSessions({ ...parts, readOpenSessions }),
  };
}
