import type { EmailAddress } from "../../../contract/email-address.ts";
import type { WorkosAccess } from "../configuration/function-configuration.ts";
import type { BrowserDescription } from "../http/client-address.ts";
import type { WriteLogEvent } from "../logging/log-entry.ts";
import { type CallWorkos, createCallWorkos, describeBrowser } from "./call-workos.ts";
import { malformedAnswer, type WorkosFailure } from "./workos-error.ts";
import { parseWorkosSession, type WorkosSession } from "./workos-session.ts";
import { createWorkosSignInCalls, type WorkosSignInCalls } from "./workos-sign-in-calls.ts";

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

export type RevokeResult = { kind: "revoked" } | WorkosFailure;

export type ListSessionsResult = { kind: "listed"; sessionIds: string[] } | WorkosFailure;

/** The core's calls to WorkOS. Expected failures are returned as values. */
export type WorkosApi = WorkosSignInCalls & {
  /** For the calls of features. */
  call: CallWorkos;
  /** @param invitationToken lets an address without an account sign up with its code; null for every other sign-in */
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
  /** A session that had ended already counts as revoked. */
  revokeSession: (sessionId: string) => Promise<RevokeResult>;
  listActiveSessionIds: (userId: string) => Promise<ListSessionsResult>;
};

export function createWorkosApi(options: {
  access: WorkosAccess;
  fetch: typeof fetch;
  writeLog: WriteLogEvent;
}): WorkosApi {
  const call = createCallWorkos(options);

  return {
    call,

    ...createWorkosSignInCalls(call),

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
      // Only invalid_grant ends a session (RFC 6749 section 5.2); an unexpected answer must not sign anyone out.
      if (result.workosErrorCode === "invalid_grant") return { kind: "session_ended" };
      if (isStepRequired(result.workosErrorCode)) return { kind: "more_steps_required" };
      return organizationId === null ? malformedAnswer : { kind: "organization_refused" };
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
