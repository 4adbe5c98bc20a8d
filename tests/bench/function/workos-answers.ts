const apiOrigin = "https://api.workos.com";

/** WorkOS's answers to the calls of a sign-in by code, for a person whom every address and every code belongs to. */
export const answerAsWorkos: typeof fetch = async (input) => {
  const url = input instanceof Request ? input.url : String(input);
  const path = url.startsWith(apiOrigin) ? url.slice(apiOrigin.length) : new URL(url).pathname;
  const body = bodies[path];
  if (body === undefined) throw new TypeError(`WorkOS has no ${path} here`);
  return answerJson(body);
};

/** The answer of a mail provider that is called over HTTP, as WorkOS is. */
export const answerAsMailProvider: typeof fetch = async () => answerJson(mailAccepted);

const mailAccepted = JSON.stringify({ id: "4ef9a417-02e9-4d39-ad75-9611e0fcc33c" });

/** Costs every subject the same. */
function answerJson(body: string): Response {
  return new Response(body, { status: 200, headers: { "Content-Type": "application/json" } });
}

const createdAt = "2026-01-01T00:00:00.000Z";
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** As long as WorkOS's own; nothing here checks its signature. */
const accessToken = [
  encode({ alg: "RS256", kid: "sso_oidc_key_pair_01J00000000000000000000000" }),
  encode({
    iss: "https://api.workos.com/user_management/client_bench",
    sub: "user_01J00000000000000000000000",
    sid: "session_01J00000000000000000000000",
    jti: "01J00000000000000000000000",
    iat: Math.floor(Date.now() / 1000),
    exp: Math.floor(Date.now() / 1000) + 300,
  }),
  Buffer.alloc(256, 7).toString("base64url"),
].join(".");

const bodies: Record<string, string> = {
  // The question whether WorkOS is down, which the function asks after a call that took too long.
  "/user_management/users": JSON.stringify({ object: "list", data: [] }),
  "/user_management/magic_auth": JSON.stringify({
    object: "magic_auth",
    id: "magic_auth_01J00000000000000000000000",
    user_id: "user_01J00000000000000000000000",
    email: "person@example.com",
    expires_at: createdAt,
    created_at: createdAt,
    updated_at: createdAt,
  }),
  "/user_management/authenticate": JSON.stringify({
    user: {
      object: "user",
      id: "user_01J00000000000000000000000",
      email: "person@example.com",
      email_verified: true,
      first_name: "Ada",
      last_name: "Lovelace",
      profile_picture_url: null,
      external_id: null,
      metadata: {},
      locale: null,
      last_sign_in_at: createdAt,
      created_at: createdAt,
      updated_at: createdAt,
    },
    access_token: accessToken,
    refresh_token: "01J00000000000000000000000",
    authentication_method: "MagicAuth",
  }),
};
