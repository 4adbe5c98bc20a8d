import * as v from "valibot";

import { isWorkosId, toPathSegment } from "../../../contract/path-segment.ts";
import type { EmailAddress } from "../../../contract/email-address.ts";
import type { OneTimeCode } from "../../../contract/email-code.ts";
import { mayTakeInvitation } from "../../../contract/invitation-rule.ts";
import { isAboutOrganization, isRefusalBody } from "../../../contract/workos-refusal.ts";
import type { WorkosAccess } from "../configuration/function-configuration.ts";
import type { BrowserDescription } from "../http/client-address.ts";
import type { WriteLogEvent } from "../logging/log-entry.ts";
import { createCallWorkos, describeBrowser, type WorkosAnswer } from "./call-workos.ts";
import { readSignInResult, type SignInResult } from "./sign-in-result.ts";
import { isAboutUnknownId, malformedAnswer, type WorkosFailure } from "./workos-error.ts";
import { type WorkosSession, workosSessionSchema } from "./workos-session.ts";

export type SendOneTimeCodeResult =
  | { kind: "sent" }
  /** WorkOS sends no mail to this address (unknown, not allowed to sign up, SSO only, …). */
  | { kind: "address_refused"; workosErrorCode: string | null }
  | WorkosFailure;

export type RefreshResult =
  | { kind: "refreshed"; session: WorkosSession }
  /** `organization_refused`: the session continues, but not in the requested organization. */
  | { kind: "session_ended" | "sso_required" | "organization_refused" }
  | { kind: "more_steps_required"; more: { detail: string | undefined } }
  | WorkosFailure;

/** The core's calls to WorkOS. Expected failures are returned as values. */
export type WorkosApi = ReturnType<typeof createWorkosApi>;

export function createWorkosApi(options: {
  access: WorkosAccess;
  fetch: typeof fetch;
  writeLog: WriteLogEvent;
  /** Called whenever WorkOS has answered a call. */
  onAnswered?: () => void;
}) {
  const call = createCallWorkos(options);

  /** Exchanges a proof for a session; `grantType` is one of WorkOS's own. */
  const authenticate = async (
    name: string,
    grantType: string,
    browser: BrowserDescription,
    members: Record<string, string | null>,
  ): Promise<WorkosAnswer<WorkosSession>> => {
    const body = {
      grant_type: `urn:workos:oauth:grant-type:${grantType}`,
      ...members,
      ...describeBrowser(browser),
    };
    return await call(
      name,
      { method: "POST", path: "/user_management/authenticate", isClientAuthenticated: true, body },
      workosSessionSchema,
    );
  };

  return {
    /** For the calls of features. */
    call,
    authenticate,

    verifyOneTimeCode: async (
      email: EmailAddress,
      oneTimeCode: OneTimeCode,
      browser: BrowserDescription,
      invitationToken: string | null,
    ): Promise<SignInResult> => {
      const members = { email, code: oneTimeCode, invitation_token: invitationToken };
      return readSignInResult(
        await authenticate("verify_one_time_code", "magic-auth:code", browser, members),
      );
    },

    /** The neutral question: asks for the user of an address that no one can have (RFC 2606), with nothing of a client's in it. */
    isDown: async (): Promise<boolean> => {
      const query = { email: "outage-check@portico.invalid", limit: 1 };
      const request = { method: "GET", path: "/user_management/users", query, timeoutMs: 3000 } as const;
      const result = await call("outage_check", request, v.object({ data: v.array(v.unknown()) }));
      return result.kind === "unreachable";
    },

    /** Whether it is the token of a pending invitation that the address may take. */
    checkInvitation: async (
      token: string,
      email: EmailAddress,
    ): Promise<{ kind: "invited" } | { kind: "not_invited" } | WorkosFailure> => {
      const path = `/user_management/invitations/by_token/${toPathSegment(token)}`;
      const result = await call("check_invitation", { method: "GET", path }, invitationSchema);
      if (result.kind !== "answered") return result.kind === "refused" ? { kind: "not_invited" } : result;
      const { email: invitedEmail, state, organizationId } = result.answer;
      const mayTake = mayTakeInvitation({ invitedEmail, accountEmail: email, organizationId });
      return { kind: state === "pending" && mayTake ? "invited" : "not_invited" };
    },

    /** @param invitationToken lets an address without an account sign up with its code; null for every other sign-in */
    sendOneTimeCode: async (
      email: EmailAddress,
      browser: BrowserDescription,
      invitationToken: string | null,
    ): Promise<SendOneTimeCodeResult> => {
      const body = { email, invitation_token: invitationToken, ...describeBrowser(browser) };
      const result = await call(
        "send_one_time_code",
        { method: "POST", path: "/user_management/magic_auth", body },
        v.object({ id: v.string() }),
      );
      if (result.kind === "answered") return { kind: "sent" };
      return result.kind === "refused"
        ? { kind: "address_refused", workosErrorCode: result.workosErrorCode }
        : result;
    },

    /** @param organizationId switches the session to that organization; null keeps the current one */
    refreshSession: async (
      refreshToken: string,
      organizationId: string | null,
      browser: BrowserDescription,
    ): Promise<RefreshResult> => {
      if (organizationId !== null && !isWorkosId(organizationId)) return { kind: "organization_refused" };
      const body = {
        grant_type: "refresh_token",
        refresh_token: refreshToken,
        organization_id: organizationId,
        ...describeBrowser(browser),
      };
      const result = await call(
        "refresh_session",
        { method: "POST", path: "/user_management/authenticate", isClientAuthenticated: true, body },
        workosSessionSchema,
      );
      if (result.kind === "answered") return { kind: "refreshed", session: result.answer };
      if (result.kind !== "refused") return result;
      // Only invalid_grant ends a session (RFC 6749 section 5.2); an answer that isn't WorkOS's must not sign the user out.
      if (!isRefusalBody(result.body)) return malformedAnswer;
      const { workosErrorCode } = result;
      if (workosErrorCode === "invalid_grant") return { kind: "session_ended" };
      if (workosErrorCode === "sso_required") return { kind: "sso_required" };
      return organizationId !== null && isAboutOrganization(workosErrorCode)
        ? { kind: "organization_refused" }
        : { kind: "more_steps_required", more: { detail: workosErrorCode ?? undefined } };
    },

    /** Tries all of them; those that had already ended count as revoked. */
    revokeSessions: async (sessionIds: readonly string[]): Promise<{ kind: "revoked" } | WorkosFailure> => {
      const path = "/user_management/sessions/revoke";
      const results: WorkosAnswer<unknown>[] = [];
      for (let start = 0; start < sessionIds.length; start += revocationsAtOnce) {
        const batch = sessionIds.slice(start, start + revocationsAtOnce);
        const revoke = async (id: string) =>
          await call("revoke_session", { method: "POST", path, body: { session_id: id } }, v.unknown());
        results.push(...(await Promise.all(batch.map(revoke))));
      }
      const failed = results.find((result) => result.kind !== "answered" && !isAboutUnknownId(result));
      if (failed === undefined || failed.kind === "answered") return { kind: "revoked" };
      return failed.kind === "refused" ? malformedAnswer : failed;
    },

    /** Those that have begun by then. @returns `isComplete: false` when the user has more sessions than are read */
    listActiveSessionIds: async (
      userId: string,
      untilMs: number,
    ): Promise<{ kind: "listed"; sessionIds: string[]; isComplete: boolean } | WorkosFailure> => {
      const path = `/user_management/users/${toPathSegment(userId)}/sessions`;
      const readPage = async (after: string | null) =>
        await call("list_sessions", { method: "GET", path, query: { limit: 100, after } }, sessionsSchema);
      const sessionIds: string[] = [];
      let after: string | null = null;
      for (let pages = 0; pages < maximumPages; pages += 1) {
        const result = await readPage(after);
        // A user whom WorkOS no longer knows has no sessions.
        if (after === null && isAboutUnknownId(result))
          return { kind: "listed", sessionIds, isComplete: true };
        if (result.kind !== "answered") return result.kind === "refused" ? malformedAnswer : result;
        const { data, listMetadata } = result.answer;
        const open = data.filter((session) => !session.endedAt && !(Date.parse(session.createdAt) > untilMs));
        sessionIds.push(...open.map(({ id }) => id));
        after = listMetadata.after || null;
        if (after === null) return { kind: "listed", sessionIds, isComplete: true };
      }
      return { kind: "listed", sessionIds, isComplete: false };
    },
  };
}

/** A cursor that leads nowhere new must not be followed for ever. */
const maximumPages = 50;
/** More would use up WorkOS's own limit. */
const revocationsAtOnce = 10;

const invitationSchema = v.object({
  email: v.string(),
  state: v.string(),
  organizationId: v.optional(v.nullable(v.string()), null),
});

const sessionsSchema = v.object({
  data: v.array(
    v.object({
      id: v.string(),
      endedAt: v.optional(v.nullable(v.string())),
      createdAt: v.optional(v.string(), ""),
    }),
  ),
  listMetadata: v.object({ after: v.optional(v.nullable(v.string()), null) }),
});
