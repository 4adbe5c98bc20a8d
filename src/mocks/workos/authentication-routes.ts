import { answerFailure, answerJson, answerRedirect } from "../http/answers.ts";
import { readParameters } from "../http/request-parameters.ts";
import type { Route } from "../http/route.ts";
import { buildJwks } from "./access-token.ts";
import { authenticate } from "./authenticate.ts";
import { messageFailure, rateLimited } from "./failures.ts";
import { clearHostedSession } from "../hosted-page/hosted-session.ts";
import { isGenuineSessionId } from "./identifiers.ts";
import { createSessionCookies } from "./session-cookies.ts";
import type { WorkosSettings } from "./settings.ts";
import type { WorkosState } from "./state.ts";
import { serializeAuthentication } from "./wire-format.ts";

/** The calls that a browser makes without an API key: tokens, sign-out, public keys. */
export function authenticationRoutes(settings: WorkosSettings, state: WorkosState): Route[] {
  const sessionCookies = createSessionCookies(settings);
  return [
    {
      method: "POST",
      path: "/user_management/authenticate",
      async answer({ request, cookies }) {
        const retryAfterSeconds = state.limits.writes.take("environment");
        if (retryAfterSeconds !== null) return answerFailure(rateLimited(retryAfterSeconds));
        const body = await readParameters(request);
        if (!body.ok) return answerFailure(body);

        const result = await authenticate(
          {
            parameters: body.parameters,
            cookieRefreshToken: sessionCookies?.readRefreshToken(cookies) ?? null,
            ipAddress: null,
            userAgent: request.headers.get("User-Agent"),
          },
          {
            issuer: settings.issuer,
            clientId: settings.clientId,
            apiKey: settings.apiKey,
            accessTokenLifetimeMs: settings.accessTokenLifetimeMs,
            now: state.now,
            directory: state.directory,
            sessions: state.sessions,
            authorizationCodes: state.authorizationCodes,
            magicAuthCodes: state.magicAuthCodes,
            emailVerifications: state.emailVerifications,
            pendingAuthentications: state.pendingAuthentications,
            totpFactors: state.totpFactors,
            invitations: state.invitations,
            signUpAllowed: settings.signUpAllowed,
            mailbox: state.mailbox,
            perEmailLimit: state.limits.authenticate,
          },
        );
        // A request with its own refresh token or the API key comes from a client that keeps tokens itself.
        const cookieKeeper =
          body.parameters.has("refresh_token") || body.parameters.has("client_secret")
            ? null
            : sessionCookies;
        if (!result.ok) {
          const isDead =
            result.body["error"] === "invalid_grant" && body.parameters.get("grant_type") === "refresh_token";
          return answerFailure(result, isDead ? (cookieKeeper?.clear() ?? []) : []);
        }
        return cookieKeeper === null
          ? answerJson(serializeAuthentication(result, "body"))
          : answerJson(serializeAuthentication(result, "cookie"), 200, cookieKeeper.set(result.refreshToken));
      },
    },
    {
      method: "GET",
      path: "/user_management/sessions/logout",
      async answer({ url }) {
        const sessionId = url.searchParams.get("session_id") ?? "";
        if (!(await isGenuineSessionId(sessionId))) {
          return answerFailure(messageFailure(422, `Session not found: '${sessionId}'.`));
        }
        const returnTo = url.searchParams.get("return_to") ?? settings.logoutUris[0];
        if (returnTo === undefined || !isRegistered(returnTo, settings.logoutUris)) {
          return answerFailure(
            messageFailure(422, "return_to is not one of the registered sign-out redirects."),
          );
        }
        state.sessions.end(sessionId);
        return answerRedirect(302, returnTo, [
          ...(sessionCookies?.clear() ?? []),
          ...clearHostedSession(settings.origin),
        ]);
      },
    },
    {
      method: "GET",
      path: "/sso/jwks/:clientId",
      answer({ parameters }) {
        return parameters["clientId"] === settings.clientId
          ? answerJson(buildJwks())
          : answerFailure(messageFailure(404, `Client not found: '${parameters["clientId"] ?? ""}'.`));
      },
    },
  ];
}

/** Guards against an open redirect: only registered addresses, compared after normalization. */
function isRegistered(uri: string, registeredUris: string[]): boolean {
  const normalized = URL.parse(uri)?.href;
  return (
    normalized !== undefined &&
    registeredUris.some((registered) => URL.parse(registered)?.href === normalized)
  );
}
