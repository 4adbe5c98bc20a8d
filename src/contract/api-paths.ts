import { toPathSegment } from "./path-segment.ts";

/**
 * Paths of the function's calls, as the browser asks for them and the function mounts them. What stands in braces is a parameter
 * (RFC 6570 section 3.2.2), filled in by `buildApiPath`.
 */
export const apiPaths = {
  sendEmailCode: "/api/email-code/send",
  verifyEmailCode: "/api/email-code/verify",
  continueSignIn: "/api/email-code/continue",
  redeemEmailLink: "/api/email-link/redeem",
  refreshSession: "/api/session/refresh",
  signOut: "/api/session/sign-out",
  listOrganizations: "/api/organizations",
  listMembers: "/api/members",
  listInvitations: "/api/invitations",
  sendInvitations: "/api/invitations",
  revokeInvitation: "/api/invitations/{invitationId}/revoke",
  resendInvitation: "/api/invitations/{invitationId}/resend",
  inspectInvitation: "/api/invitations/inspect",
  acceptInvitation: "/api/invitations/accept",
  listAccountSessions: "/api/sessions",
  revokeAccountSessions: "/api/sessions/revoke",
  jwks: "/api/jwks.json",
  health: "/api/health",
  diagnosis: "/api/doctor",
} as const;

/** The calls by name. */
export type CallName = keyof typeof apiPaths;

/**
 * A call's path with its parameters, each as one segment, and its query.
 * @param query members that are null are left out
 */
export function buildApiPath(
  path: string,
  parameters: Record<string, string>,
  query: Record<string, string | null> = {},
): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => toPathSegment(parameters[name] ?? ""));
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]): [string, string][] =>
      value === null ? [] : [[name, value]],
    ),
  ).toString();
  return search === "" ? filled : `${filled}?${search}`;
}

/**
 * Header that every call of the browser carries. A cross-site form cannot set it, and a cross-site script that sets it needs a
 * CORS preflight, which the function never answers.
 */
export const requestMarkerHeader = { name: "X-Portico-Request", value: "1" } as const;
