import * as v from "valibot";

import {
  accountSessionsAnswerSchema,
  revokeAccountSessionsAnswerSchema,
  revokeAccountSessionsRequestSchema,
} from "../../contract/account-sessions.ts";
import type { CallName } from "../../contract/api-paths.ts";
import {
  sendEmailCodeAnswerSchema,
  sendEmailCodeRequestSchema,
  verifyEmailCodeRequestSchema,
} from "../../contract/email-code.ts";
import {
  redeemMagicLinkRequestSchema,
  sendMagicLinkAnswerSchema,
  sendMagicLinkRequestSchema,
} from "../../contract/magic-link.ts";
import { continueSignInRequestSchema, requiredStepSchema } from "../../contract/sign-in-step.ts";
import { otherBrowserAnswerSchema, redeemEmailLinkRequestSchema } from "../../contract/email-link.ts";
import type { FailureCode } from "../../contract/failure.ts";
import {
  acceptInvitationAnswerSchema,
  changeInvitationAnswerSchema,
  changeInvitationRequestSchema,
  inspectInvitationAnswerSchema,
  invitationsAnswerSchema,
  invitationsQuerySchema,
  invitationTokenRequestSchema,
  sendInvitationsAnswerSchema,
  sendInvitationsRequestSchema,
} from "../../contract/invitations.ts";
import { membersAnswerSchema, membersQuerySchema } from "../../contract/members.ts";
import { organizationsAnswerSchema } from "../../contract/organizations.ts";
import {
  healthSchema,
  refreshSessionRequestSchema,
  sessionAnswerSchema,
  signOutAnswerSchema,
  signOutRequestSchema,
} from "../../contract/session.ts";
import type { CookieName } from "../core/cookies/cookies.ts";
import type { AccessRule } from "../core/request-checks/require-access.ts";

/** Any parser of the contract. */
export type Schema = v.GenericSchema;

/** One shape that a call may succeed with. */
export type SuccessDescription = {
  status: 200 | 201 | 202;
  description: string;
  schema: Schema;
  mediaType?: string;
  /** Whether the answer sets or clears cookies. */
  setsCookies?: boolean;
};

/** What a call takes and how it may answer, beside what the checks before every call answer. */
export type CallDescription = {
  summary: string;
  /** The body; null for calls that only read. */
  request: Schema | null;
  /** Members of the query, for calls that have some. */
  query?: v.ObjectSchema<v.ObjectEntries, undefined> | v.StrictObjectSchema<v.ObjectEntries, undefined>;
  /** Cookies that it reads. */
  cookies: readonly CookieName[];
  successes: readonly [SuccessDescription, ...SuccessDescription[]];
  failures: readonly FailureCode[];
  isDeprecated?: boolean;
};

/** Failures that any POST can have: those of the checks before it, a function that isn't set up, and a bug. */
export const postFailures: readonly FailureCode[] = [
  "invalid_request",
  "not_same_origin",
  "request_timeout",
  "payload_too_large",
  "unsupported_media_type",
  "not_configured",
  "internal",
];

/** Failures that any call with an access token can have, and those of the ones that want it for an organization. */
export const accessFailures: Record<AccessRule["scope"], readonly FailureCode[]> = {
  account: [
    "no_access_token",
    "access_token_refused",
    "stronger_sign_in_required",
    "workos_unreachable",
    "not_configured",
  ],
  organization: ["organization_required", "permission_missing"],
};

const jwksSchema = v.object({
  keys: v.array(
    v.strictObject({
      kty: v.literal("EC"),
      crv: v.literal("P-256"),
      x: v.string(),
      y: v.string(),
      kid: v.string(),
      alg: v.literal("ES256"),
      use: v.literal("sig"),
    }),
  ),
});

const session: SuccessDescription = {
  status: 200,
  description: "The session; its refresh token is in the cookie.",
  schema: sessionAnswerSchema,
  setsCookies: true,
};

const requiredStep: SuccessDescription = {
  status: 200,
  description: "A step of WorkOS's is still between; `/api/email-code/continue` takes it.",
  schema: requiredStepSchema,
  setsCookies: true,
};

const changeInvitationFailures: readonly FailureCode[] = [
  "invitation_not_found",
  "invitation_expired",
  "invitation_revoked",
  "invitation_accepted",
  "codes_paused",
];

/** Every call of the function. A new path in `apiPaths` has to have its entry here; the tests say what is missing in it. */
export const callDescriptions: Record<CallName, CallDescription> = {
  sendEmailCode: {
    summary: "Mails a one-time code. The answer is the same for every address.",
    request: sendEmailCodeRequestSchema,
    cookies: ["portico-challenge", "portico-device"],
    successes: [
      {
        status: 202,
        description: "Taken; whether a mail goes out is said to nobody.",
        schema: sendEmailCodeAnswerSchema,
        setsCookies: true,
      },
    ],
    failures: [
      "invalid_email",
      "too_many_requests",
      "workos_unreachable",
      "codes_paused",
      "mail_unreachable",
    ],
  },
  verifyEmailCode: {
    summary: "Signs in with the mailed code, or with the code that a mailed link showed in another browser.",
    request: verifyEmailCodeRequestSchema,
    cookies: ["portico-challenge", "portico-device"],
    successes: [session, requiredStep],
    failures: [
      "no_challenge",
      "wrong_one_time_code",
      "one_time_code_expired",
      "too_many_attempts",
      "link_used",
      "sign_up_not_allowed",
      "sso_required",
      "invitation_not_found",
      "invitation_other_address",
      "continue_with_workos",
      "too_many_requests",
      "workos_unreachable",
      "codes_paused",
    ],
  },
  continueSignIn: {
    summary: "Takes the step that WorkOS asks for behind a right code.",
    request: continueSignInRequestSchema,
    cookies: ["portico-step", "portico-device"],
    successes: [session, requiredStep],
    failures: [
      "no_step",
      "step_expired",
      "wrong_totp",
      "wrong_one_time_code",
      "one_time_code_expired",
      "too_many_attempts",
      "sign_up_not_allowed",
      "sso_required",
      "organization_refused",
      "continue_with_workos",
      "too_many_requests",
      "workos_unreachable",
      "codes_paused",
    ],
  },
  redeemEmailLink: {
    summary:
      "Signs in with the secret of a mailed link, or shows a code that does so in the browser that asked.",
    request: redeemEmailLinkRequestSchema,
    cookies: ["portico-challenge"],
    successes: [
      session,
      {
        status: 200,
        description: "Another browser asked for the link: the code to type there.",
        schema: otherBrowserAnswerSchema,
      },
    ],
    failures: [
      "link_invalid",
      "link_expired",
      "link_used",
      "sign_up_not_allowed",
      "not_found",
      "codes_paused",
    ],
  },
  sendMagicLink: {
    summary:
      "Has WorkOS mail a Magic Link, where that is switched on. The answer is the same for every address.",
    request: sendMagicLinkRequestSchema,
    cookies: ["portico-magic-link", "portico-device"],
    successes: [
      {
        status: 202,
        description: "Taken; whether a mail goes out is said to nobody.",
        schema: sendMagicLinkAnswerSchema,
        setsCookies: true,
      },
    ],
    failures: ["invalid_email", "too_many_requests", "workos_unreachable", "not_found", "codes_paused"],
    isDeprecated: true,
  },
  redeemMagicLink: {
    summary: "Signs in with what a Magic Link redirected with, in the browser that asked for it.",
    request: redeemMagicLinkRequestSchema,
    cookies: ["portico-magic-link"],
    successes: [session],
    failures: [
      "link_other_browser",
      "link_expired",
      "link_used",
      "link_spent",
      "link_invalid",
      "sign_up_not_allowed",
      "workos_unreachable",
      "not_found",
      "codes_paused",
    ],
    isDeprecated: true,
  },
  refreshSession: {
    summary: "Gives a fresh access token; with `organizationId` the session moves to that organization.",
    request: refreshSessionRequestSchema,
    cookies: ["portico-session"],
    successes: [session],
    failures: ["no_session", "session_ended", "continue_with_workos", "workos_unreachable", "codes_paused"],
  },
  signOut: {
    summary: "Ends the session, or with `everywhere` all of the person's.",
    request: signOutRequestSchema,
    cookies: ["portico-session"],
    successes: [
      {
        status: 200,
        description: "The cookie is gone; `revoked` is false while the issuer is yet to be told.",
        schema: signOutAnswerSchema,
        setsCookies: true,
      },
    ],
    failures: [],
  },
  listOrganizations: {
    summary: "Where the caller is an active member, by name.",
    request: null,
    cookies: [],
    successes: [{ status: 200, description: "All of them.", schema: organizationsAnswerSchema }],
    failures: [],
  },
  listMembers: {
    summary: "A page of the organization's members, or with `email` the one who has exactly that address.",
    request: null,
    query: membersQuerySchema,
    cookies: [],
    successes: [{ status: 200, description: "Fifty at most.", schema: membersAnswerSchema }],
    failures: ["invalid_request", "invalid_email"],
  },
  listInvitations: {
    summary: "A page of the organization's pending and expired invitations, and what the caller may invite.",
    request: null,
    query: invitationsQuerySchema,
    cookies: [],
    successes: [{ status: 200, description: "Newest first.", schema: invitationsAnswerSchema }],
    failures: ["invalid_request", "codes_paused"],
  },
  sendInvitations: {
    summary: "Invites addresses into the access token's organization, in the name of its holder.",
    request: sendInvitationsRequestSchema,
    cookies: [],
    successes: [
      {
        status: 200,
        description: "A result for each address; some may have failed.",
        schema: sendInvitationsAnswerSchema,
      },
    ],
    failures: ["unknown_role", "codes_paused"],
  },
  revokeInvitation: {
    summary: "Takes an invitation back; whoever sent it may invite another one.",
    request: changeInvitationRequestSchema,
    cookies: [],
    successes: [{ status: 200, description: "Revoked.", schema: changeInvitationAnswerSchema }],
    failures: changeInvitationFailures,
  },
  resendInvitation: {
    summary: "Mails an invitation again and lets it live as long as a new one. It counts nothing.",
    request: changeInvitationRequestSchema,
    cookies: [],
    successes: [{ status: 200, description: "Mailed.", schema: changeInvitationAnswerSchema }],
    failures: changeInvitationFailures,
  },
  inspectInvitation: {
    summary: "Tells whoever holds an invitation's token whom it is for, and whether it still stands.",
    request: invitationTokenRequestSchema,
    cookies: [],
    successes: [{ status: 200, description: "Whatever its state.", schema: inspectInvitationAnswerSchema }],
    failures: ["invitation_not_found", "too_many_requests", "workos_unreachable"],
  },
  acceptInvitation: {
    summary: "Makes the caller, who has the invited address, a member. A colleague is sent to WorkOS.",
    request: invitationTokenRequestSchema,
    cookies: [],
    successes: [{ status: 200, description: "A member now.", schema: acceptInvitationAnswerSchema }],
    failures: [
      "invitation_not_found",
      "invitation_expired",
      "invitation_revoked",
      "invitation_accepted",
      "invitation_other_address",
      "continue_with_workos",
    ],
  },
  listAccountSessions: {
    summary: "The caller's sessions that have not ended.",
    request: null,
    cookies: [],
    successes: [{ status: 200, description: "Newest first.", schema: accountSessionsAnswerSchema }],
    failures: [],
  },
  revokeAccountSessions: {
    summary: "Ends one of the caller's sessions, or all of them.",
    request: revokeAccountSessionsRequestSchema,
    cookies: [],
    successes: [
      {
        status: 200,
        description: "Ended, or none of the caller's.",
        schema: revokeAccountSessionsAnswerSchema,
      },
    ],
    failures: [],
  },
  jwks: {
    summary: "The public keys of the local issuer's access tokens; none where there is no local issuer.",
    request: null,
    cookies: [],
    successes: [
      {
        status: 200,
        description: "A JWK set (RFC 7517).",
        schema: jwksSchema,
        mediaType: "application/jwk-set+json",
      },
    ],
    failures: ["not_configured", "internal"],
  },
  health: {
    summary: "What works right now.",
    request: null,
    cookies: [],
    successes: [
      { status: 200, description: "Always, as long as the function answers.", schema: healthSchema },
    ],
    failures: [],
  },
};
