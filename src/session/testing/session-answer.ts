import { type SessionAnswer } from "../../contract/session.ts";
import { buildAccessToken } from "../../workos/testing/access-token.ts";

/** What the function answers to a right code and to a refresh. */
export function buildSessionAnswer(accessToken = buildAccessToken(300), userId = "user_1"): SessionAnswer {
  return {
    user: {
      id: userId,
      email: "ada@example.com",
      emailVerified: true,
      firstName: "Ada",
      lastName: null,
      profilePictureUrl: null,
      lastSignInAt: null,
      externalId: null,
      createdAt: "2026-01-01T00:00:00Z",
      updatedAt: "2026-01-01T00:00:00Z",
    },
    accessToken,
    authenticationMethod: "MagicAuth",
  };
}
