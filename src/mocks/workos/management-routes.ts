import { parseEmailAddress } from "../../contract/email-address.ts";
import { answerEmpty, answerFailure, answerJson } from "../http/answers.ts";
import { buildListPage } from "../http/list-page.ts";
import { readParameters } from "../http/request-parameters.ts";
import type { Route, RouteContext } from "../http/route.ts";
import { openInvitation } from "../invitations/take-invitation.ts";
import { invitationRoutes } from "../invitations/invitation-routes.ts";
import { composeMagicAuthMail } from "../mailbox/magic-auth-mail.ts";
import { seedCreatedAt } from "../people.ts";
import { withApiKey } from "./api-key.ts";
import {
  invalidEmail,
  invalidParameters,
  messageFailure,
  oauthFailure,
  rateLimited,
  requiredParameter,
  signUpNotAllowed,
  type WorkosFailure,
} from "./failures.ts";
import { factorRoutes } from "./factor-routes.ts";
import { isGenuineSessionId } from "./identifiers.ts";
import { membershipRoutes } from "./membership-routes.ts";
import { registrationRoutes } from "./registration-routes.ts";
import { answerList } from "./list-answer.ts";
import type { WorkosSettings } from "./settings.ts";
import type { WorkosState } from "./state.ts";
import { serializeAuthFactor, serializeMailedCode, serializeSession, serializeUser } from "./wire-format.ts";

/** The calls that need the API key. */
export function managementRoutes(settings: WorkosSettings, state: WorkosState): Route[] {
  const routes: Route[] = [
    {
      method: "POST",
      path: "/user_management/magic_auth",
      answer: (context) => sendMagicAuth(context, settings, state),
    },
    {
      method: "GET",
      path: "/user_management/magic_auth/:id",
      answer({ parameters }) {
        const magicAuth = state.magicAuthCodes.find(parameters["id"] ?? "");
        return magicAuth === undefined
          ? answerFailure(messageFailure(404, `Magic Auth not found: '${parameters["id"] ?? ""}'.`))
          : answerJson(serializeMailedCode("magic_auth", magicAuth));
      },
    },
    {
      method: "GET",
      path: "/user_management/email_verification/:id",
      answer({ parameters }) {
        const id = parameters["id"] ?? "";
        const verification = state.emailVerifications.find(id);
        return verification === undefined
          ? answerFailure(messageFailure(404, `Email verification not found: '${id}'.`))
          : answerJson(serializeMailedCode("email_verification", verification));
      },
    },
    {
      method: "GET",
      path: "/user_management/users",
      answer({ url }) {
        const email = url.searchParams.get("email")?.toLowerCase();
        const organizationId = url.searchParams.get("organization_id");
        const members =
          organizationId === null
            ? null
            : new Set(state.directory.listMemberships({ organizationId }).map(({ userId }) => userId));
        const users = state.directory
          .listUsers()
          .filter((user) => email === undefined || user.email.toLowerCase() === email)
          .filter((user) => members === null || members.has(user.id));
        return answerList(buildListPage(users, url.searchParams, serializeUser));
      },
    },
    {
      method: "GET",
      path: "/user_management/users/:id",
      answer({ parameters }) {
        const user = state.directory.findUser(parameters["id"] ?? "");
        return user === undefined
          ? answerFailure(userNotFound(parameters["id"] ?? ""))
          : answerJson(serializeUser(user));
      },
    },
    {
      method: "GET",
      path: "/user_management/users/:id/sessions",
      answer({ parameters, url }) {
        const userId = parameters["id"] ?? "";
        if (state.directory.findUser(userId) === undefined) return answerFailure(userNotFound(userId));
        return answerList(
          buildListPage(state.sessions.listOf(userId), url.searchParams, (session) =>
            serializeSession(session, state.now()),
          ),
        );
      },
    },
    {
      method: "GET",
      path: "/user_management/users/:id/auth_factors",
      answer({ parameters, url }) {
        const userId = parameters["id"] ?? "";
        if (state.directory.findUser(userId) === undefined) return answerFailure(userNotFound(userId));
        const createdAtMs = Date.parse(seedCreatedAt);
        const factors = state.directory.listAuthFactors(userId).map((factor) => ({ ...factor, createdAtMs }));
        return answerList(buildListPage(factors, url.searchParams, serializeAuthFactor));
      },
    },
    {
      method: "POST",
      path: "/user_management/sessions/revoke",
      answer: ({ request }) => revokeSession(request, state),
    },
    ...membershipRoutes(state),
    ...registrationRoutes(settings),
    ...invitationRoutes(settings, state),
    ...factorRoutes(state),
  ];
  return routes.map((route) => withApiKey(route, settings, state));
}

async function sendMagicAuth(
  { request }: RouteContext,
  settings: WorkosSettings,
  state: WorkosState,
): Promise<Response> {
  const body = await readParameters(request);
  if (!body.ok) return answerFailure(body);
  const typed = body.parameters.get("email");
  if (typed === undefined) return answerFailure(invalidParameters(requiredParameter("email")));
  const email = parseEmailAddress(typed);
  if (email === null) return answerFailure(invalidParameters(invalidEmail));

  const invitationToken = body.parameters.get("invitation_token");
  // Of an invitation that is not for the address no more is said than of none.
  if (invitationToken !== undefined && !openInvitation(invitationToken, email, state).ok) {
    return answerFailure(
      oauthFailure("invitation_invalid", "There is no pending invitation with this invitation_token."),
    );
  }

  const retryAfterSeconds = state.limits.magicAuthSend.take(email.toLowerCase());
  if (retryAfterSeconds !== null) return answerFailure(rateLimited(retryAfterSeconds));
  const known = state.directory.findUserByEmail(email);
  const isNewcomer = known === undefined || state.directory.isProvisional(known.id);
  if (isNewcomer && invitationToken === undefined && !settings.signUpAllowed) {
    return answerFailure(signUpNotAllowed());
  }
  // Like WorkOS, the account of an unknown address is made with the code; redeeming it confirms the address.
  const user = known ?? (await state.directory.createUser(email));
  const magicAuth = state.magicAuthCodes.create(user.id, user.email);
  state.mailbox.deliver(composeMagicAuthMail(user.email, magicAuth.oneTimeCode));
  return answerJson(serializeMailedCode("magic_auth", magicAuth), 201);
}

async function revokeSession(request: Request, state: WorkosState): Promise<Response> {
  const body = await readParameters(request);
  if (!body.ok) return answerFailure(body);
  const sessionId = body.parameters.get("session_id");
  if (sessionId === undefined) return answerFailure(invalidParameters(requiredParameter("session_id")));
  if (!(await isGenuineSessionId(sessionId))) {
    return answerFailure(messageFailure(400, `Session not found: '${sessionId}'.`));
  }
  state.sessions.end(sessionId);
  return answerEmpty(200);
}

function userNotFound(userId: string): WorkosFailure {
  return messageFailure(404, `User not found: '${userId}'.`);
}
