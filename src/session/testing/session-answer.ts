import { type SessionAnswer } from "../../contract/session.ts";

/** An access token with these claims; its signature is none, since the browser doesn't check it. */
export function buildAccessToken(lifetimeSeconds: number, claims: Record<string, unknown> = {}): string {
  const payload = {
    sub: "user_1",
    iss: "https://issuer.example",
    iat: 1000,
    exp: 1000 + lifetimeSeconds,
    ...claims,
  };
  return `e30.${btoa(JSON.stringify(payload)).replaceAll("=", "")}.signature`;
}

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
