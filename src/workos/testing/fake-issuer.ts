import * as v from "valibot";

import { buildAccessToken } from "./access-token.ts";
import { type SentRequest } from "./fake-network.ts";

export const fakeApiOrigin = "https://auth.example";
export const authenticatePath = "/user_management/authenticate";
export const logoutPath = "/user_management/sessions/logout";

const bodySchema = v.object({
  grant_type: v.string(),
  refresh_token: v.optional(v.string()),
  organization_id: v.optional(v.string()),
});

export type FakeIssuer = ReturnType<typeof createFakeIssuer>;

/**
 * The least of a WorkOS: one session at a time, whose refresh token rotates. It answers without any timer and without
 * cryptography, so that a fake clock alone decides what happens when. To a request with credentials and without a refresh token it
 * answers as to the browser's HttpOnly cookie.
 */
export function createFakeIssuer(options: { lifetimeSeconds?: number } = {}) {
  const { lifetimeSeconds = 300 } = options;
  let sessions = 0;
  let rotations = 0;
  let current: string | null = null;
  let userId = "user_1";

  const issue = (organizationId: string | undefined) => {
    rotations += 1;
    current = `refresh-token-${sessions}.${rotations}`;
    return Response.json({
      user: {
        object: "user",
        id: userId,
        email: "grace@example.com",
        email_verified: true,
        first_name: "Grace",
        last_name: "Hopper",
        profile_picture_url: null,
        last_sign_in_at: null,
        external_id: null,
        created_at: "2026-01-01T00:00:00Z",
        updated_at: "2026-01-01T00:00:00Z",
      },
      access_token: buildAccessToken(lifetimeSeconds, {
        sid: `session_${sessions}`,
        jti: `${rotations}`,
        ...(organizationId !== undefined && { org_id: organizationId, role: "member" }),
      }),
      refresh_token: current,
      authentication_method: "Password",
    });
  };

  return {
    /** Begins a session as a sign-in in an earlier page load did, and gives its refresh token. */
    beginSession: (ofUserId = "user_1"): string => {
      sessions += 1;
      userId = ofUserId;
      issue(undefined);
      return current ?? "";
    },
    /** Ends the session: the next refresh is refused. */
    endSession: (): void => {
      current = null;
    },
    answer: ({ url, body, init }: SentRequest): Response => {
      if (url.pathname === logoutPath) {
        if (url.searchParams.get("session_id") === `session_${sessions}`) current = null;
        return new Response();
      }
      if (url.pathname !== authenticatePath) return new Response();
      const request = v.parse(bodySchema, JSON.parse(body));
      if (request.grant_type === "authorization_code") {
        sessions += 1;
        return issue(undefined);
      }
      const isFromCookie = request.refresh_token === undefined && init?.credentials === "include";
      return current !== null && (isFromCookie || request.refresh_token === current)
        ? issue(request.organization_id)
        : Response.json({ error: "invalid_grant", error_description: "…" }, { status: 400 });
    },
  };
}
