import type { SessionAnswer, SessionUser } from "../session.ts";

/** A person as a session of either issuer has them. */
export function buildTestUser(changes: Partial<SessionUser> = {}): SessionUser {
  return {
    id: "user_1",
    email: "ada@example.com",
    emailVerified: true,
    firstName: "Ada",
    lastName: null,
    profilePictureUrl: null,
    lastSignInAt: null,
    externalId: null,
    createdAt: "2026-01-01T00:00:00Z",
    updatedAt: "2026-01-01T00:00:00Z",
    ...changes,
  };
}

/** A session as the function answers it. */
export function buildTestSession(changes: Partial<SessionAnswer> = {}): SessionAnswer {
  return {
    user: buildTestUser(),
    accessToken: "header.payload.signature",
    authenticationMethod: "MagicAuth",
    ...changes,
  };
}
