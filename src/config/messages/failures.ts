import { type FailureCode } from "../../contract/failure.ts";
import { commonMessages } from "./common.ts";

/** How long to wait, in the unit in which a person would count it: a limit of a day isn't waited for in seconds. */
function seconds(count: number): string {
  if (count === 1) return "1 second";
  if (count < 120) return `${count} seconds`;
  const minutes = Math.ceil(count / 60);
  return minutes < 120 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}

/** Words for each code the function can answer with; what a person can do next comes first. */
const functionFailures: Record<
  FailureCode,
  (retryAfterSeconds: number | null, attemptsLeft: number | null) => string
> = {
  invalid_request: () => "Something in that request wasn't right. Reload the page and try again.",
  invalid_email: () => "That doesn't look like an email address. Check it and try again.",
  no_challenge: () =>
    "Codes work once, and only in the browser that asked for them. Send a new code from here, and allow cookies for this site.",
  wrong_one_time_code: (_, attemptsLeft) =>
    attemptsLeft === null || attemptsLeft > 2
      ? "That code isn't right. Use the one from the newest email."
      : attemptsLeft === 0
        ? "That code isn't right, and it was the last try. Send a new code."
        : `That code isn't right. ${attemptsLeft === 1 ? "One more try" : `${attemptsLeft} more tries`} with this code.`,
  one_time_code_expired: () => "That code has expired. Send a new one.",
  sign_in_replaced: () =>
    "A code for another address was asked for in another tab, and this browser can use only the newest. Send a new code from here.",
  too_many_attempts: () => "Too many wrong codes. Send a new one, or use Continue with WorkOS.",
  wrong_totp: (_, attemptsLeft) =>
    attemptsLeft === 0
      ? "That code isn't right, and it was the last try. Start again."
      : "That code isn't right. Use the one that your authenticator app shows now; each works once.",
  no_step: () =>
    "This sign-in has ended, or it was begun in another browser, or another tab has begun a newer one. Start again.",
  step_expired: () => "This took longer than ten minutes. Start again.",
  link_invalid: () => "This link isn't complete, or it isn't one of ours. Ask for a new one.",
  link_expired: () => "This link has expired. Ask for a new one.",
  link_used: () => "This link has been used already. Ask for a new one if that wasn't you a moment ago.",
  link_spent: () => "This link can't be used any more: it was used, or it has expired. Ask for a new one.",
  link_other_browser: () =>
    "This link works only in the browser that asked for it, and only the newest one does. Ask for a new one here.",
  unknown_role: () => "That role doesn't exist in this organization any more. Choose another one.",
  invitation_expired: () => "This invitation has expired. Ask whoever invited you for a new one.",
  invitation_revoked: () => "This invitation was taken back. Ask whoever invited you.",
  invitation_accepted: () => "This invitation has been used already. Sign in with the account that took it.",
  no_session: () => "You're signed out.",
  session_ended: () => commonMessages.session.ended,
  no_access_token: () => "You're signed out. Sign in again.",
  access_token_refused: () => "Your session has to be renewed. Try again, or sign in again.",
  organization_required: () => "Choose an organization first.",
  permission_missing: () => "Your role doesn't allow that. Ask an administrator of your organization.",
  stronger_sign_in_required: () =>
    "You came in with an email code alone, which isn't enough for this. Sign out, then choose Continue with WorkOS.",
  impersonation_refused: () =>
    "You are signed in as another person. You can look around, and only they can change something.",
  invitation_blocked: () => "This address can't be invited. Check it, or ask your administrator.",
  invitation_other_address: () =>
    "This invitation is for another address. Switch to the account that was invited, or ask for an invitation to yours.",
  not_same_origin: () =>
    "This page was opened from an address the server doesn't know. Open the console at its usual address.",
  sign_up_not_allowed: () =>
    "There is no account for this address. Ask your administrator for an invitation.",
  sso_required: () => "Your organization uses single sign-on. Continue with SSO.",
  organization_refused: () => "You aren't a member of that organization any more. Choose another one.",
  continue_with_workos: () =>
    "This account needs one more step that only WorkOS can take. Choose Continue with WorkOS.",
  not_found: () => "Email codes aren't available here. Use Continue with WorkOS.",
  invitation_not_found: () => "There is no such invitation. It may have been replaced by a newer one.",
  already_invited: () => "This address has an invitation already. Resend that one, or revoke it first.",
  already_member: () => "This person is a member already.",
  invitation_quota_used_up: () =>
    "You've used up your invitations. Revoke one that nobody has taken, or ask an administrator.",
  method_not_allowed: () => "Something in that request wasn't right. Reload the page and try again.",
  request_timeout: () => "That took too long to arrive. Try again.",
  payload_too_large: () => "Something in that request wasn't right. Reload the page and try again.",
  unsupported_media_type: () => "Something in that request wasn't right. Reload the page and try again.",
  too_many_requests: (retryAfterSeconds) =>
    retryAfterSeconds === null
      ? "Too many requests. Wait a little and try again."
      : `Too many requests. Try again in ${seconds(retryAfterSeconds)}.`,
  internal: () => "Something went wrong on our side. Try again in a moment.",
  codes_paused: (retryAfterSeconds) =>
    retryAfterSeconds === null
      ? "Codes are paused for a moment. Use Continue with WorkOS, or try again a little later."
      : `Codes are paused for a moment. Use Continue with WorkOS, or try again in ${seconds(retryAfterSeconds)}.`,
  mail_unreachable: (retryAfterSeconds) =>
    retryAfterSeconds === null
      ? "Email can't be sent right now. Use Continue with WorkOS, or try again a little later."
      : `Email can't be sent right now. Use Continue with WorkOS, or try again in ${seconds(retryAfterSeconds)}.`,
  workos_unreachable: () => "Codes can't be sent or checked right now. Try again in a moment.",
  not_configured: () => "Email codes aren't set up for this console. Use Continue with WorkOS.",
};

/** The texts for failed calls of the function. */
export const failureMessages = {
  /** The function could not be asked, or something else answered in its place. */
  unreachable: {
    network: "The server can't be reached. Check your connection and try again.",
    timeout: "The server didn't answer in time. Try again.",
    foreignAnswer:
      "Something on this network answered instead of the server. You may have to sign in to the network first.",
  },

  functionFailures,
} as const;
