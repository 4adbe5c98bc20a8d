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
