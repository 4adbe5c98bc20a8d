import { useCallback, useState } from "react";

import { describeConsoleFailure } from "../describe-console-failure.ts";
import { consoleMessages } from "../../config/messages/console.ts";
import { apiPaths, buildApiPath } from "../../contract/api-paths.ts";
import { type FunctionFailure } from "../../contract/function-call.ts";
import {
  type Invitation,
  type InvitationQuota,
  type InvitationResult,
  type InvitationsAnswer,
  maximumInvitationsPerCall,
  parseChangeInvitationAnswer,
  parseInvitationsAnswer,
  parseSendInvitationsAnswer,
} from "../../contract/invitations.ts";
import { callAsPerson, readAsPerson } from "../console-calls.ts";
import { type Pages, usePages } from "../use-pages.ts";

/** The function sends them one after the other. */
const sendTimeoutMs = 60_000;

export type Invitations = {
  pages: Pages<Invitation>;
  /** Null until the first page is there. */
  quota: InvitationQuota | null;
  roles: InvitationsAnswer["roles"];
  /** What became of the last click on a row; null before the first. */
  news: { tone: "info" | "problem"; text: string } | null;
  invite: (emails: readonly string[], roleSlug: string | null) => Promise<readonly InvitationResult[]>;
  resend: (invitation: Invitation) => Promise<void>;
  revoke: (invitation: Invitation) => Promise<void>;
};

/** The organization's invitations, and what can be done about them. */
export function useInvitations(): Invitations {
  const [quota, setQuota] = useState<InvitationQuota | null>(null);
  const [roles, setRoles] = useState<InvitationsAnswer["roles"]>([]);
  const [news, setNews] = useState<Invitations["news"]>(null);
  const load = useCallback(async (after: string | null) => {
    const path = buildApiPath(apiPaths.listInvitations, {}, { after });
    const result = await readAsPerson(path, parseInvitationsAnswer);
    if (!result.ok) return result;
    setQuota(result.value.quota);
    setRoles(result.value.roles);
    return { ok: true as const, value: { items: result.value.invitations, after: result.value.after } };
  }, []);
  const pages = usePages<Invitation>(load);
  const { replace } = pages;

  const inviteSome = async (
    emails: readonly string[],
    roleSlug: string | null,
  ): Promise<{ results: readonly InvitationResult[]; failure: FunctionFailure | null }> => {
    const body = { emails, ...(roleSlug !== null && { roleSlug }) };
    const result = await callAsPerson(apiPaths.sendInvitations, body, parseSendInvitationsAnswer, {
      timeoutMs: sendTimeoutMs,
    });
    if (!result.ok)
      return { results: emails.map((email) => failBy(email, result.failure)), failure: result.failure };
    const { results } = result.value;
    setQuota(result.value.quota);
    replace((held) => [
      ...results.flatMap((one) => (one.outcome === "invited" ? [one.invitation] : [])),
      ...held,
    ]);
    return { results, failure: null };
  };

  return {
    pages,
    quota,
    roles,
    news,
    async invite(emails, roleSlug) {
      const outcomes: InvitationResult[] = [];
      for (let at = 0; at < emails.length; at += maximumInvitationsPerCall) {
        // One call after the other: where one fails as a whole, the addresses behind it are left untried, and said so.
        // eslint-disable-next-line no-await-in-loop -- on purpose
        const { results, failure } = await inviteSome(
          emails.slice(at, at + maximumInvitationsPerCall),
          roleSlug,
        );
        outcomes.push(...results);
        if (failure === null) continue;
        outcomes.push(...emails.slice(at + maximumInvitationsPerCall).map((email) => failBy(email, failure)));
        break;
      }
      return outcomes;
    },
    async resend(invitation) {
      const result = await callAsPerson(
        buildApiPath(apiPaths.resendInvitation, { invitationId: invitation.id }),
        {},
        parseChangeInvitationAnswer,
      );
      if (!result.ok) {
        setNews(describeFailed(invitation, result.failure));
        return;
      }
      const changed = result.value.invitation;
      replace((held) => held.map((one) => (one.id === changed.id ? changed : one)));
      setNews({ tone: "info", text: consoleMessages.invitations.resent(invitation.email) });
    },
    async revoke(invitation) {
      // It leaves the list at once, and comes back where that was too hopeful.
      replace((held) => held.filter(({ id }) => id !== invitation.id));
      const result = await callAsPerson(
        buildApiPath(apiPaths.revokeInvitation, { invitationId: invitation.id }),
        {},
        parseChangeInvitationAnswer,
      );
      if (result.ok) {
        setQuota(result.value.quota);
        setNews({ tone: "info", text: consoleMessages.invitations.revoked(invitation.email) });
        return;
      }
      replace((held) => [invitation, ...held]);
      setNews(describeFailed(invitation, result.failure));
    },
  };
}

function failBy(email: string, failure: FunctionFailure): InvitationResult {
  if (failure.kind === "unreachable") return { email, outcome: "failed", failureCode: "workos_unreachable" };
  const { code: failureCode, retryAfterSeconds } = failure.problem;
  return {
    email,
    outcome: "failed",
    failureCode,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}

function describeFailed(invitation: Invitation, failure: FunctionFailure): Invitations["news"] {
  return {
    tone: "problem",
    text: consoleMessages.invitations.failed(invitation.email, describeConsoleFailure(failure)),
  };
}
