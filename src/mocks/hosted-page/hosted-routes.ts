import { emailAddressKey, parseEmailAddress } from "../../contract/email-address.ts";
import { answerPage, answerRedirect } from "../http/answers.ts";
import { readForm } from "../http/request-parameters.ts";
import type { Route } from "../http/route.ts";
import {
  clearPendingImpersonation,
  readPendingImpersonation,
} from "../impersonation/pending-impersonation.ts";
import { describeInvitation, type InvitationDescription } from "../invitations/describe-invitation.ts";
import { isInvitationFor } from "../invitations/invitation-domain-rule.ts";
import type { Invitation } from "../invitations/invitations.ts";
import { takeInvitation } from "../invitations/take-invitation.ts";
import type { DirectoryUser } from "../workos/directory.ts";
import type { Impersonator } from "../workos/impersonator.ts";
import type { WorkosSettings } from "../workos/settings.ts";
import type { WorkosState } from "../workos/state.ts";
import {
  type AuthorizationRequest,
  buildCodeRedirect,
  buildErrorRedirect,
  openAuthorizationRequest,
  parseAuthorizationRequest,
  sealAuthorizationRequest,
} from "./authorization-request.ts";
import { openChosenPerson, sealChosenPerson } from "./chosen-person.ts";
import { hostedPaths } from "./hosted-paths.ts";
import {
  renderErrorScreen,
  renderOrganizationScreen,
  renderPersonScreen,
  renderSignUpScreen,
  type SignUpForm,
} from "./hosted-screens.ts";
import { readRememberedPerson, rememberPerson } from "./hosted-session.ts";

const expiredRequest = "This sign-in page is too old.";
const tamperedRequest = "This sign-in page was changed on its way or is not complete.";

type OpenRequest = { sealedRequest: string; request: AuthorizationRequest };

/** `GET /user_management/authorize` and the hosted page that it leads to. */
export function hostedRoutes(settings: WorkosSettings, state: WorkosState): Route[] {
  return [
    {
      method: "GET",
      path: "/user_management/authorize",
      async answer({ url }) {
        const parsed = parseAuthorizationRequest(url.searchParams, settings, {
          organization: (id) => state.directory.findOrganization(id) !== undefined,
          invitation: (token) => findInvitation(token) !== null,
        });
        switch (parsed.outcome) {
          case "refused":
            return answerPage(renderErrorScreen(parsed.reason), { status: 400 });
          case "redirected":
            return answerRedirect(302, buildErrorRedirect(parsed.client, parsed.error, parsed.description));
          case "valid": {
            const sealedRequest = await sealAuthorizationRequest(parsed.request, state.now());
            const path = startsWithSignUp(parsed.request) ? hostedPaths.signUp : hostedPaths.signIn;
            return answerRedirect(302, linkTo(path, { request: sealedRequest }));
          }
        }
        return parsed satisfies never;
      },
    },
    {
      method: "GET",
      path: hostedPaths.signIn,
      answer: ({ url, cookies }) =>
        withRequest(
          url.searchParams.get("request"),
          state,
          async (open) => (await impersonate(open, cookies)) ?? (await showPeople(open, cookies)),
        ),
    },
    {
      method: "POST",
      path: hostedPaths.continue,
      async answer({ request, cookies }) {
        const form = await readForm(request);
        return withRequest(form.get("request"), state, (open) =>
          continueWithEmail(open, form.get("email") ?? "", cookies),
        );
      },
    },
    {
      method: "GET",
      path: hostedPaths.signUp,
      answer: ({ url, cookies }) =>
        withRequest(
          url.searchParams.get("request"),
          state,
          async (open) =>
            (await impersonate(open, cookies)) ?? showSignUp(open, url.searchParams.get("email")),
        ),
    },
    {
      method: "POST",
      path: hostedPaths.signUp,
      async answer({ request }) {
        const form = await readForm(request);
        return withRequest(form.get("request"), state, (open) => signUp(open, form));
      },
    },
    {
      method: "GET",
      path: hostedPaths.organization,
      answer: ({ url }) =>
        withRequest(url.searchParams.get("request"), state, (open) =>
          showOrganizations(open, url.searchParams.get("person") ?? ""),
        ),
    },
    {
      method: "POST",
      path: hostedPaths.organization,
      async answer({ request }) {
        const form = await readForm(request);
        return withRequest(form.get("request"), state, (open) =>
          chooseOrganization(open, form.get("person") ?? "", form.get("organization_id") ?? ""),
        );
      },
    },
    {
      method: "POST",
      path: hostedPaths.cancel,
      async answer({ request }) {
        const form = await readForm(request);
        return withRequest(form.get("request"), state, (open) =>
          answerRedirect(
            303,
            buildErrorRedirect(open.request, "access_denied", "The person cancelled the sign-in."),
          ),
        );
      },
    },
  ];

  /** The pending invitation with this token; null for every other token, and for none. */
  function findInvitation(invitationToken: string | null): Invitation | null {
    const invitation = state.invitations.findByToken(invitationToken ?? "");
    return invitation !== undefined && state.invitations.stateOf(invitation) === "pending"
      ? invitation
      : null;
  }

  function describe(invitation: Invitation | null): InvitationDescription | null {
    return invitation === null ? null : describeInvitation(invitation, state);
  }

  /** Somebody with an account that has been signed in to, or that was made with a name. */
  function findAccount(email: string): DirectoryUser | undefined {
    const user = state.directory.findUserByEmail(email);
    return user === undefined || state.directory.isProvisional(user.id) ? undefined : user;
  }

  /** The invited address, where it has no account yet. */
  function newcomerOf(invitation: Invitation | null): string | null {
    return invitation === null || findAccount(invitation.email) !== undefined ? null : invitation.email;
  }

  function startsWithSignUp({ mustNotAsk, screenHint, invitationToken }: AuthorizationRequest): boolean {
    if (mustNotAsk || screenHint === "sign-in") return false;
    const invitation = findInvitation(invitationToken);
    if (invitation !== null) return newcomerOf(invitation) !== null;
    return screenHint === "sign-up" && settings.signUpAllowed;
  }

  /** Where a request brings an invitation that somebody has used up meanwhile, or that has ended, the app is told. */
  function refuseDeadInvitation(open: OpenRequest, status: 302 | 303): Response | null {
    const { invitationToken } = open.request;
    if (invitationToken === null || findInvitation(invitationToken) !== null) return null;
    const description = "There is no pending invitation with this invitation_token.";
    return answerRedirect(status, buildErrorRedirect(open.request, "invitation_invalid", description));
  }

  /** What an administrator chose beforehand is granted without a page, once; null in a browser where nothing was chosen. */
  async function impersonate(
    open: OpenRequest,
    cookies: Readonly<Record<string, string>>,
  ): Promise<Response | null> {
    const pending = await readPendingImpersonation(cookies, state.now());
    if (pending === null) return null;
    const { impersonator, organizationId } = pending;
    const user = state.directory.restoreUser(pending.user);
    const authorizationCode = await issueCode(open.request, user, organizationId, impersonator);
    // The hosted page does not remember the person: whoever comes next at this browser is asked.
    return answerRedirect(
      302,
      buildCodeRedirect(open.request, authorizationCode),
      clearPendingImpersonation(settings.origin),
    );
  }

  function showSignUp(open: OpenRequest, email: string | null): Response {
    const refused = refuseDeadInvitation(open, 302);
    if (refused !== null) return refused;
    const invitation = findInvitation(open.request.invitationToken);
    if (invitation === null && !settings.signUpAllowed) return answerNoSignUp();
    return answerPage(
      renderSignUpScreen({
        sealedRequest: open.sealedRequest,
        form: emptySignUpForm(email ?? newcomerOf(invitation) ?? open.request.loginHint ?? ""),
        invitation: describe(invitation),
      }),
    );
  }

  async function showPeople(open: OpenRequest, cookies: Readonly<Record<string, string>>): Promise<Response> {
    const remembered = await readRememberedPerson(cookies, state.now());
    if (open.request.mustNotAsk) return continueSilently(open, remembered);
    return answerPeople(open, remembered, {});
  }

  /** OpenID Connect Core, section 3.1.2.1: `prompt=none` shows nothing, whatever happens. */
  async function continueSilently(open: OpenRequest, remembered: DirectoryUser | null): Promise<Response> {
    const refused = refuseDeadInvitation(open, 302);
    if (refused !== null) return refused;
    if (remembered === null || open.request.mustAskAgain) {
      return answerRedirect(302, buildErrorRedirect(open.request, "login_required", "Nobody is signed in."));
    }
    const user = state.directory.restoreUser(remembered);
    if (open.request.invitationToken !== null) {
      return answerRedirect(
        302,
        buildErrorRedirect(open.request, "interaction_required", "An invitation has to be accepted."),
      );
    }
    const organizations = organizationsFor(open.request, user);
    if (organizations.length > 1 || (open.request.organizationId !== null && organizations.length === 0)) {
      return answerRedirect(
        302,
        buildErrorRedirect(open.request, "interaction_required", "An organization has to be chosen."),
      );
    }
    return grant(open.request, user, organizations[0]?.id ?? null, 302);
  }

  function answerPeople(
    open: OpenRequest,
    remembered: DirectoryUser | null,
    typed: { email?: string; emailError?: string; alert?: string },
  ): Response {
    const refused = refuseDeadInvitation(open, typed.email === undefined ? 302 : 303);
    if (refused !== null) return refused;
    const invitation = findInvitation(open.request.invitationToken);
    const mayTake = (user: DirectoryUser): boolean =>
      invitation === null || isInvitationFor(user.email, invitation);
    const hint = open.request.loginHint ?? invitation?.email ?? null;
    const hinted = hint === null ? undefined : findAccount(hint);
    const wanted = hinted ?? (open.request.mustAskAgain ? null : remembered);
    const suggested = wanted !== null && mayTake(wanted) ? wanted : null;
    const others = state.directory
      .listPeopleToOffer()
      .filter((user) => user.id !== suggested?.id && mayTake(user));
    return answerPage(
      renderPersonScreen({
        sealedRequest: open.sealedRequest,
        suggested,
        others,
        email: typed.email ?? open.request.loginHint ?? newcomerOf(invitation) ?? "",
        emailError: typed.emailError ?? null,
        alert: typed.alert ?? null,
        signUpAllowed: settings.signUpAllowed || invitation !== null,
        invitation: describe(invitation),
      }),
      { status: typed.emailError === undefined && typed.alert === undefined ? 200 : 422 },
    );
  }

  async function continueWithEmail(
    open: OpenRequest,
    typed: string,
    cookies: Readonly<Record<string, string>>,
  ): Promise<Response> {
    const remembered = await readRememberedPerson(cookies, state.now());
    const email = parseEmailAddress(typed);
    if (email === null) {
      const emailError = typed.trim() === "" ? "Enter an email address." : "This is not an email address.";
      return answerPeople(open, remembered, { email: typed, emailError });
    }
    const known =
      findAccount(email) ??
      (remembered !== null && remembered.email.toLowerCase() === emailAddressKey(email)
        ? state.directory.restoreUser(remembered)
        : undefined);
    if (known !== undefined) return continueAs(open, known, remembered);
    if (!settings.signUpAllowed && open.request.invitationToken === null) {
      return answerPeople(open, remembered, { email, emailError: "There is no account with this address." });
    }
    return answerRedirect(303, linkTo(hostedPaths.signUp, { request: open.sealedRequest, email }));
  }

  async function signUp(open: OpenRequest, form: ReadonlyMap<string, string>): Promise<Response> {
    const refused = refuseDeadInvitation(open, 303);
    if (refused !== null) return refused;
    const invitation = findInvitation(open.request.invitationToken);
    if (invitation === null && !settings.signUpAllowed) return answerNoSignUp();
    const firstName = (form.get("first_name") ?? "").trim();
    const lastName = (form.get("last_name") ?? "").trim();
    const typedEmail = form.get("email") ?? "";
    const email = parseEmailAddress(typedEmail);
    const isTaken = email !== null && state.directory.findUserByEmail(email)?.emailVerified === true;
    const errors: SignUpForm["errors"] = {
      firstName: firstName === "" ? "Enter a first name." : null,
      lastName: lastName === "" ? "Enter a last name." : null,
      email:
        email === null
          ? "Enter an email address."
          : isTaken
            ? "This address has an account. Sign in instead."
            : invitation !== null && !isInvitationFor(email, invitation)
              ? `The invitation is for ${invitation.email}.`
              : null,
    };
    if (email === null || Object.values(errors).some((error) => error !== null)) {
      const screen = renderSignUpScreen({
        sealedRequest: open.sealedRequest,
        form: { firstName, lastName, email: typedEmail, errors },
        invitation: describe(invitation),
      });
      return answerPage(screen, { status: 422 });
    }
    const user = await state.directory.signUp({ email, firstName, lastName });
    return continueAs(open, user, null);
  }

  async function continueAs(
    open: OpenRequest,
    user: DirectoryUser,
    remembered: DirectoryUser | null,
  ): Promise<Response> {
    const invitation = state.invitations.findByToken(open.request.invitationToken ?? "");
    // Who pressed the button twice has accepted already, and goes on.
    if (invitation?.acceptedUserId !== user.id) {
      const refused = refuseDeadInvitation(open, 303);
      if (refused !== null) return refused;
    }
    if (invitation !== undefined && invitation.acceptedUserId === null) {
      if (!isInvitationFor(user.email, invitation)) {
        const alert = `${user.email} can’t accept this invitation. It is for ${invitation.email}.`;
        return answerPeople(open, remembered, { alert });
      }
      takeInvitation(invitation, user, state);
    }
    const invitedTo = invitation?.organizationId ?? null;
    if (invitedTo !== null) return grant(open.request, user, invitedTo, 303);

    const organizations = organizationsFor(open.request, user);
    if (open.request.organizationId !== null && organizations.length === 0) {
      const wanted =
        state.directory.findOrganization(open.request.organizationId)?.name ?? "that organization";
      return answerPeople(open, remembered, { alert: `${user.email} is not a member of ${wanted}.` });
    }
    if (organizations.length <= 1) return grant(open.request, user, organizations[0]?.id ?? null, 303);
    const person = await sealChosenPerson(user.id, open.request, state.now());
    return answerRedirect(303, linkTo(hostedPaths.organization, { request: open.sealedRequest, person }));
  }

  async function showOrganizations(open: OpenRequest, sealedPerson: string): Promise<Response> {
    const user = await findChosenPerson(open, sealedPerson);
    if (user === undefined) return answerPage(renderErrorScreen(tamperedRequest), { status: 400 });
    const organizations = organizationsFor(open.request, user);
    return answerPage(
      renderOrganizationScreen({ sealedRequest: open.sealedRequest, sealedPerson, user, organizations }),
    );
  }

  async function chooseOrganization(
    open: OpenRequest,
    sealedPerson: string,
    organizationId: string,
  ): Promise<Response> {
    const user = await findChosenPerson(open, sealedPerson);
    const organization =
      user && organizationsFor(open.request, user).find((candidate) => candidate.id === organizationId);
    if (user === undefined || organization === undefined) {
      return answerPage(renderErrorScreen(tamperedRequest), { status: 400 });
    }
    return grant(open.request, user, organization.id, 303);
  }

  async function findChosenPerson(
    open: OpenRequest,
    sealedPerson: string,
  ): Promise<DirectoryUser | undefined> {
    const userId = await openChosenPerson(sealedPerson, open.request, state.now());
    return userId === null ? undefined : state.directory.findUser(userId);
  }

  function organizationsFor(request: AuthorizationRequest, user: DirectoryUser) {
    return state.directory
      .listMemberships({ userId: user.id })
      .map((membership) => membership.organization)
      .filter(({ id }) => request.organizationId === null || request.organizationId === id);
  }

  function linkTo(path: string, query: Record<string, string>): string {
    return `${settings.origin}${path}?${new URLSearchParams(query).toString()}`;
  }

  async function grant(
    request: AuthorizationRequest,
    user: DirectoryUser,
    organizationId: string | null,
    status: 302 | 303,
  ): Promise<Response> {
    const authorizationCode = await issueCode(request, user, organizationId, null);
    return answerRedirect(
      status,
      buildCodeRedirect(request, authorizationCode),
      await rememberPerson(user, settings.origin, state.now()),
    );
  }

  function issueCode(
    { clientId, redirectUri, codeChallenge }: AuthorizationRequest,
    user: DirectoryUser,
    organizationId: string | null,
    impersonator: Impersonator | null,
  ): Promise<string> {
    return state.authorizationCodes.issue({
      clientId,
      redirectUri,
      codeChallenge,
      user,
      organizationId,
      impersonator,
    });
  }
}

async function withRequest(
  sealedRequest: string | null | undefined,
  state: WorkosState,
  answer: (open: OpenRequest) => Response | Promise<Response>,
): Promise<Response> {
  const opened = await openAuthorizationRequest(sealedRequest ?? "", state.now());
  if (!opened.ok) {
    const reason = opened.reason === "expired" ? expiredRequest : tamperedRequest;
    return answerPage(renderErrorScreen(reason), { status: 400 });
  }
  return answer({ sealedRequest: sealedRequest ?? "", request: opened.value });
}

function answerNoSignUp(): Response {
  return answerPage(renderErrorScreen("Sign-up is by invitation only."), { status: 403 });
}

function emptySignUpForm(email: string): SignUpForm {
  return { firstName: "", lastName: "", email, errors: { firstName: null, lastName: null, email: null } };
}
