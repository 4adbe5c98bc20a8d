import * as v from "valibot";
import { expect, it } from "vitest";

import { type EmailAddress, parseEmailAddress } from "../../src/contract/email-address.ts";
import { type OneTimeCode, parseOneTimeCode } from "../../src/contract/email-code.ts";
import type { LogEvent } from "../../src/function/core/logging/log-entry.ts";
import { createWorkosApi } from "../../src/function/core/workos/workos-api.ts";
import { createFindWorkosUser } from "../../src/function/features/local-issuer/find-workos-user.ts";
import { createWorkosMagicLinkCalls } from "../../src/function/features/magic-link/workos-magic-link-calls.ts";
import { createWorkosStepCalls } from "../../src/function/features/sign-in-steps/workos-step-calls.ts";
import { createWorkosAccountSessionCalls } from "../../src/function/features/team/workos/workos-account-session-calls.ts";
import { createWorkosInvitationCalls } from "../../src/function/features/team/workos/workos-invitation-calls.ts";
import { createWorkosMemberCalls } from "../../src/function/features/team/workos/workos-member-calls.ts";

const email = v.parse(v.custom<EmailAddress>(Boolean), parseEmailAddress("ada@example.com"));
const oneTimeCode = v.parse(v.custom<OneTimeCode>(Boolean), parseOneTimeCode("123456"));
const browser = { address: null, userAgent: null };
const page = { after: null, pageSize: 1 };

/** Every operation of WorkOS whose answer the function reads. */
function listOperations(answer: () => Response) {
  const log: LogEvent[] = [];
  const api = createWorkosApi({
    access: { apiKey: "k", clientId: "c", apiUrl: new URL("https://api.workos.com") },
    fetch: async () => answer(),
    writeLog: (_level, event) => log.push(event),
  });
  const members = createWorkosMemberCalls(api.call);
  const invitations = createWorkosInvitationCalls(api.call);
  const steps = createWorkosStepCalls(api);
  const magicLinks = createWorkosMagicLinkCalls(api.call);
  const operations: Record<string, () => Promise<{ kind: string }>> = {
    send_one_time_code: () => api.sendOneTimeCode(email, browser, null),
    verify_one_time_code: () => api.verifyOneTimeCode(email, oneTimeCode, browser, null),
    choose_organization: () =>
      steps.continueSignIn("t", { kind: "choose_organization", organizationId: "org_1" }, browser),
    challenge_factor: () =>
      steps.continueSignIn("t", { kind: "totp", authenticationFactorId: "f", totp: oneTimeCode }, browser),
    verify_email: () => steps.continueSignIn("t", { kind: "verify_email", oneTimeCode }, browser),
    refresh_session: () => api.refreshSession("t", null, browser),
    list_sessions: () => api.listActiveSessionIds("user_1", Date.now()),
    find_user: () => createFindWorkosUser({ workos: api, wait: () => Promise.resolve() })(email),
    create_magic_link: () =>
      magicLinks.mailMagicLink(email, { redirectUri: "u", oauthState: "s", lifetimeSeconds: 900 }),
    exchange_magic_link_code: () => magicLinks.exchangeMagicLinkCode("c"),
    list_account_sessions: () =>
      createWorkosAccountSessionCalls(api.call).listAccountSessions("user_1", null),
    list_memberships: () =>
      members.listMemberships({ organizationId: "org_1", userId: null, activeOnly: true, ...page }),
    get_user: () => members.getUser("user_1"),
    find_user_in_organization: () => members.findUserInOrganization(email, "org_1"),
    list_roles: () => members.listRoles("org_1"),
    find_organization: () => members.findOrganization("org_1"),
    send_invitation: () =>
      invitations.sendInvitation({ email, organizationId: "org_1", inviterUserId: "user_1", roleSlug: null }),
    list_invitations: () => invitations.listInvitations({ organizationId: "org_1", ...page }),
    find_invitation: () => invitations.findInvitation("invitation_1"),
    find_invitation_by_token: () => invitations.findInvitationByToken("token"),
    revoke_invitation: () => invitations.revokeInvitation("invitation_1"),
    resend_invitation: () => invitations.resendInvitation("invitation_1"),
    accept_invitation: () => invitations.acceptInvitation("invitation_1"),
  };
  return { operations, log };
}

const deep = `{"data":${"[".repeat(20_000)}${"]".repeat(20_000)}}`;

it.each<[string, () => Response]>([
  ["nothing", () => new Response(null, { status: 204 })],
  ["an empty body", () => new Response("")],
  ["null", () => Response.json(null)],
  ["a text", () => Response.json("user_1")],
  ["an array", () => Response.json([])],
  ["an object without members", () => Response.json({})],
  ["a list without metadata", () => Response.json({ data: null })],
  ["a web page", () => new Response("<html>")],
  ["half of an object", () => new Response('{"id":"a')],
  ["JSON nested too deeply", () => new Response(deep)],
])("a success of WorkOS with %s is a logged failure of every operation", async (_, answer) => {
  const { operations, log } = listOperations(answer);
  const results: Record<string, unknown> = {};
  const wanted: Record<string, unknown> = {};
  for (const [name, operation] of Object.entries(operations)) {
    log.length = 0;
    results[name] = { kind: (await operation()).kind, log: [...log] };
    const event = { event: "workos_call_failed", call: name, kind: "unreachable" };
    wanted[name] = { kind: "unreachable", log: [expect.objectContaining(event)] };
  }
  expect(results).toEqual(wanted);
});
