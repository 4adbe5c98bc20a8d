import { renderErrorScreen } from "../hosted-page/hosted-screens.ts";
import { answerFailure, answerJson, answerPage, answerRedirect } from "../http/answers.ts";
import { readJson } from "../http/read-json.ts";
import { readForm } from "../http/request-parameters.ts";
import type { Route, RouteContext } from "../http/route.ts";
import { withApiKey } from "../workos/api-key.ts";
import { invalidGrant, messageFailure, oauthFailure, rateLimited } from "../workos/failures.ts";
import { createId, profileIdOf } from "../workos/identifiers.ts";
import type { WorkosSettings } from "../workos/settings.ts";
import type { WorkosState } from "../workos/state.ts";
import { composeMagicLinkMail } from "./magic-link-mail.ts";
import { serializeMagicLinkProfile, serializePasswordlessSession } from "./magic-link-wire-format.ts";
import type { DeadLink, PasswordlessSession } from "./magic-links.ts";
import { parsePasswordlessRequest } from "./passwordless-request.ts";

/** Passwordless sessions (Magic Link, deprecated by the vendor): create, send, the link itself, and `POST /sso/token`. */
export function magicLinkRoutes(settings: WorkosSettings, state: WorkosState): Route[] {
  const linkOf = ({ linkToken }: PasswordlessSession): string =>
    `${settings.origin}/passwordless/${linkToken}/confirm`;
  const keyed: Route[] = [
    {
      method: "POST",
      path: "/passwordless/sessions",
      async answer({ request }) {
        const parsed = parsePasswordlessRequest(await readJson(request), settings.redirectUris);
        if (!parsed.ok) return answerFailure(parsed);
        const { lifetimeSeconds, ...asked } = parsed.request;
        const session = state.magicLinks.create({ ...asked, lifetimeMs: lifetimeSeconds * 1000 });
        return answerJson(serializePasswordlessSession(session, linkOf(session)), 201);
      },
    },
    {
      method: "POST",
      path: "/passwordless/sessions/:id/send",
      answer({ parameters }) {
        const id = parameters["id"] ?? "";
        const found = state.magicLinks.find(id);
        if (found === undefined) {
          return answerFailure(messageFailure(404, `Passwordless Session not found: '${id}'.`));
        }
        if (found.dead !== null) return answerFailure(messageFailure(400, describeDeath(found.dead)));
        state.mailbox.deliver(composeMagicLinkMail(found.session.email, linkOf(found.session)));
        return answerJson({ success: true });
      },
    },
  ];
  return [
    ...keyed.map((route) => withApiKey(route, settings, state)),
    {
      method: "GET",
      path: "/passwordless/:linkToken/confirm",
      answer({ parameters }) {
        const followed = state.magicLinks.follow(parameters["linkToken"] ?? "");
        switch (followed.outcome) {
          case "unknown":
            return answerPage(renderErrorScreen("This is no link of ours."), { status: 404 });
          case "dead":
            return answerPage(renderErrorScreen(describeDeath(followed.reason)), { status: 400 });
          case "redirected": {
            const { session, authorizationCode } = followed;
            const location = new URL(session.redirectUri);
            location.searchParams.set("code", authorizationCode);
            if (session.oauthState !== null) location.searchParams.set("state", session.oauthState);
            return answerRedirect(302, location.href);
          }
        }
        return followed satisfies never;
      },
    },
    {
      method: "POST",
      path: "/sso/token",
      answer: (context) => exchangeCode(context, settings, state),
    },
  ];
}

async function exchangeCode(
  { request }: RouteContext,
  settings: WorkosSettings,
  state: WorkosState,
): Promise<Response> {
  const retryAfterSeconds = state.limits.writes.take("environment");
  if (retryAfterSeconds !== null) return answerFailure(rateLimited(retryAfterSeconds));
  const mediaType = (request.headers.get("Content-Type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (mediaType !== "application/x-www-form-urlencoded") {
    return answerFailure(messageFailure(415, "The body must be form-encoded."));
  }
  const form = await readForm(request);
  if (form.get("client_id") !== settings.clientId || form.get("client_secret") !== settings.apiKey) {
    return answerFailure(oauthFailure("invalid_client", "The client_id or the client_secret is wrong."));
  }
  if (form.get("grant_type") !== "authorization_code") {
    return answerFailure(oauthFailure("unsupported_grant_type", "grant_type must be authorization_code."));
  }
  const authorizationCode = form.get("code") ?? "";
  if (authorizationCode === "") return answerFailure(oauthFailure("invalid_request", "code is missing."));
  const email = state.magicLinks.redeem(authorizationCode);
  if (email === null) {
    return answerFailure(invalidGrant(`The code '${authorizationCode}' has expired or is invalid.`));
  }
  return answerJson({
    access_token: createId("access_token"),
    profile: serializeMagicLinkProfile(
      await profileIdOf(email.toLowerCase()),
      email,
      state.directory.findUserByEmail(email),
    ),
  });
}

function describeDeath(reason: DeadLink): string {
  return reason === "used" ? "This link was used already." : "This link has expired.";
}
