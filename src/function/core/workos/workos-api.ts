import type { WorkOS } from "@workos-inc/node";

import type { EmailAddress } from "../../../contract/email-address.ts";
import { withTimeLimit } from "../../../contract/time-limit.ts";
import type { WorkosAccess } from "../configuration/function-configuration.ts";
import { describeCause } from "../logging/describe-cause.ts";
import type { WriteLogEvent } from "../logging/log-entry.ts";
import { type BrowserDescription, describeBrowser } from "./browser-description.ts";
import type { CallWorkos } from "./call-workos.ts";
import { type WorkosFailure, malformedAnswer, readWorkosError } from "./workos-error.ts";
import {
  type WorkosAccountSessionCalls,
  createWorkosAccountSessionCalls,
} from "../../features/team/workos/workos-account-session-calls.ts";
import {
  type WorkosInvitationCalls,
  createWorkosInvitationCalls,
} from "../../features/team/workos/workos-invitation-calls.ts";
import {
  type WorkosMagicLinkCalls,
  createWorkosMagicLinkCalls,
} from "../../features/magic-link/workos-magic-link-calls.ts";
import {
  type WorkosMemberCalls,
  createWorkosMemberCalls,
} from "../../features/team/workos/workos-member-calls.ts";
import { type WorkosSession, parseWorkosSession } from "./workos-session.ts";
import { type WorkosSignInCalls, createWorkosSignInCalls } from "./workos-sign-in-calls.ts";

export type SendOneTimeCodeResult =
  | { kind: "sent" }
  /** WorkOS sends nothing to this address (unknown, not allowed to sign up, SSO only, …). */
  | { kind: "address_refused"; workosErrorCode: string | null }
  | WorkosFailure;

export type RefreshResult =
  | { kind: "refreshed"; session: WorkosSession }
  | { kind: "session_ended" }
  | { kind: "more_steps_required" }
  /** The session goes on, but not in the organization that was asked for. */
  | { kind: "organization_refused" }
  | WorkosFailure;

export type FindUserResult = { kind: "found" } | { kind: "absent" } | WorkosFailure;

export type RevokeResult = { kind: "revoked" } | WorkosFailure;

export type ListSessionsResult = { kind: "listed"; sessionIds: string[] } | WorkosFailure;

/** The calls that the function makes to WorkOS. Expected failures come back as values; nothing here throws for them. */
export type WorkosApi = WorkosSignInCalls &
  WorkosMagicLinkCalls &
  WorkosMemberCalls &
  WorkosInvitationCalls &
  WorkosAccountSessionCalls & {
    /** @param invitationToken lets an address without an account sign up with its code; null for everybody else */
    sendOneTimeCode: (
      email: EmailAddress,
      browser: BrowserDescription,
      invitationToken: string | null,
    ) => Promise<SendOneTimeCodeResult>;
    /** @param organizationId switches the session to that organization; null keeps the one it has */
    refreshSession: (
      refreshToken: string,
      organizationId: string | null,
      browser: BrowserDescription,
    ) => Promise<RefreshResult>;
    /** Whether WorkOS has a user with the address. */
    findUser: (email: EmailAddress) => Promise<FindUserResult>;
    /** A session that had ended already counts as revoked. */
    revokeSession: (sessionId: string) => Promise<RevokeResult>;
    listActiveSessionIds: (userId: string) => Promise<ListSessionsResult>;
  };

/** A person waits for the answer: the page offers its choices after 8 seconds, so no call outlasts them. */
const timeoutMs = 8000;

/** @param options.fetch read at each call, so that a test's interception counts whenever it began */
export function createWorkosApi(options: {
  access: WorkosAccess;
  fetch: () => typeof fetch;
  writeLog: WriteLogEvent;
}): WorkosApi {
  let client: Promise<WorkOS> | null = null;
  const loadClient = async (): Promise<WorkOS> => (client ??= createClient(options.access, options.fetch));

  const call: CallWorkos = async (name, ask) => {
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

  return {
    ...createWorkosMagicLinkCalls(call, options.access.clientId),
    ...createWorkosMemberCalls(call),
    ...createWorkosInvitationCalls(call),
    ...createWorkosAccountSessionCalls(call),

    sendOneTimeCode: async (email, browser, invitationToken) => {
      const result = await call("send_one_time_code", (workos) =>
        workos.userManagement.createMagicAuth({
          email,
          ...(invitationToken === null ? {} : { invitationToken }),
          ...describeBrowser(browser),
        }),
      );
      if (result.kind === "answered") return { kind: "sent" };
      if (result.kind === "refused") {
        return { kind: "address_refused", workosErrorCode: result.workosErrorCode };
      }
      return result;
    },

    ...createWorkosSignInCalls(call),

    refreshSession: async (refreshToken, organizationId, browser) => {
      const result = await call("refresh_session", (workos) =>
        workos.userManagement.authenticateWithRefreshToken({
          refreshToken,
          ...(organizationId === null ? {} : { organizationId }),
          ...describeBrowser(browser),
        }),
      );
      if (result.kind === "answered") {
        const session = parseWorkosSession(result.answer);
        return session === null ? malformedAnswer : { kind: "refreshed", session };
      }
      if (result.kind !== "refused") return result;
      // Only invalid_grant ends a session (RFC 6749 section 5.2); an answer nobody expected must not sign anyone out.
      if (result.workosErrorCode === "invalid_grant") return { kind: "session_ended" };
      if (isStepRequired(result.workosErrorCode)) return { kind: "more_steps_required" };
      return organizationId === null ? malformedAnswer : { kind: "organization_refused" };
    },

    findUser: async (email) => {
      const result = await call("find_user", (workos) =>
        workos.userManagement.listUsers({ email, limit: 1 }),
      );
      if (result.kind === "refused") return malformedAnswer;
      if (result.kind !== "answered") return result;
      return { kind: result.answer.data.length > 0 ? "found" : "absent" };
    },

    revokeSession: async (sessionId) => {
      const result = await call("revoke_session", (workos) =>
        workos.userManagement.revokeSession({ sessionId }),
      );
      return result.kind === "answered" || result.kind === "refused" ? { kind: "revoked" } : result;
    },

    listActiveSessionIds: async (userId) => {
      const result = await call("list_sessions", async (workos) => {
        const pages = await workos.userManagement.listSessions(userId);
        return await pages.autoPagination();
      });
      // A person whom WorkOS doesn't know any more has no sessions.
      if (result.kind === "refused") return { kind: "listed", sessionIds: [] };
      if (result.kind !== "answered") return result;
      const active = result.answer.filter((session) => session.endedAt === null);
      return { kind: "listed", sessionIds: active.map((session) => session.id) };
    },
  };
}

async function createClient(access: WorkosAccess, currentFetch: () => typeof fetch): Promise<WorkOS> {
  const { WorkOS } = await import("@workos-inc/node");
  return new WorkOS({
    apiKey: access.apiKey,
    clientId: access.clientId,
    apiHostname: access.apiUrl.hostname,
    https: access.apiUrl.protocol === "https:",
    ...(access.apiUrl.port === "" ? {} : { port: Number(access.apiUrl.port) }),
    timeout: timeoutMs,
    // The SDK's own retries wait up to a minute each; here a person is waiting.
    maxRetries: 0,
    fetchFn: async (input, init) => await currentFetch()(input, init),
  });
}

const stepsRequired: ReadonlySet<string> = new Set([
  "email_verification_required",
  "mfa_enrollment",
  "mfa_challenge",
  "mfa_verification",
  "organization_selection_required",
  "organization_authentication_methods_required",
  "authentication_method_not_allowed",
  "radar_challenge",
  "radar_email_challenge",
  "radar_sms_challenge",
  "sso_required",
]);

function isStepRequired(workosErrorCode: string | null): boolean {
  return workosErrorCode !== null && stepsRequired.has(workosErrorCode);
}
