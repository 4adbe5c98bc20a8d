import { html, type Markup } from "../http/html.ts";
import type { SeedOrganization } from "../people.ts";
import type { DirectoryUser } from "../workos/directory.ts";
import type { InvitationDescription } from "../invitations/describe-invitation.ts";
import { displayName } from "../workos/display-name.ts";
import { mockedAppName, renderFrame } from "./hosted-frame.ts";
import { impersonationPath } from "../impersonation/impersonation-path.ts";
import { hostedPaths } from "./hosted-paths.ts";

/** First screen: choose a person, type another address, sign up, or go back. */
export function renderPersonScreen(screen: {
  sealedRequest: string;
  /** Offered first and on its own: who signed in here before, or whom the app named. */
  suggested: DirectoryUser | null;
  others: DirectoryUser[];
  email: string;
  emailError: string | null;
  alert: string | null;
  signUpAllowed: boolean;
  /** What is accepted with the sign-in; null where nothing is. */
  invitation: InvitationDescription | null;
}): string {
  const { invitation } = screen;
  const isAnybodyOffered = screen.suggested !== null || screen.others.length > 0;
  const title = invitation === null ? `Sign in to ${mockedAppName}` : `Join ${invitation.place}`;
  return renderFrame({
    title,
    main: html`<div class="card">
      ${heading(title)} ${invitation === null ? null : invitationText(invitation)}
      ${
        isAnybodyOffered
          ? html`<p class="quiet">Choose who you want to be. No password is asked for here.</p>`
          : html`<p class="quiet">No password is asked for here.</p>`
      }
      ${screen.alert === null ? null : html`<p class="alert" role="alert">${screen.alert}</p>`}
      ${isAnybodyOffered ? offeredPeople(screen) : null}
      <form method="post" action="${hostedPaths.continue}" novalidate>
        ${requestField(screen.sealedRequest)} ${isAnybodyOffered ? html`<h2>Somebody else</h2>` : null}
        ${field({
          name: "email",
          label: "Email",
          value: screen.email,
          error: screen.emailError,
          autocomplete: "email",
          type: "email",
        })}
        <button class="primary" type="submit">Continue</button>
      </form>
      <div class="foot">
        ${
          screen.signUpAllowed
            ? html`<p>
                New here? <a href="${linkTo(hostedPaths.signUp, screen.sealedRequest)}">Create an account</a>
              </p>`
            : html`<p class="quiet">Sign-up is by invitation only.</p>`
        }
        ${cancelForm(screen.sealedRequest)}
        <p class="quiet">
          Testing what support staff see? <a href="${impersonationPath}">Impersonate somebody</a>
        </p>
      </div>
    </div>`,
  });
}

/** What was typed into the sign-up form, and what is wrong with it. */
export type SignUpForm = {
  firstName: string;
  lastName: string;
  email: string;
  errors: { firstName: string | null; lastName: string | null; email: string | null };
};

/** Asks a newcomer for a name and an address. */
export function renderSignUpScreen(screen: {
  sealedRequest: string;
  form: SignUpForm;
  /** What is accepted with the sign-up; null where nothing is. */
  invitation: InvitationDescription | null;
}): string {
  const { sealedRequest, form, invitation } = screen;
  const title = invitation === null ? `Sign up for ${mockedAppName}` : `Sign up to join ${invitation.place}`;
  return renderFrame({
    title,
    main: html`<div class="card">
      ${heading(title)} ${invitation === null ? null : invitationText(invitation)}
      <p class="quiet">The account lives in this mock alone. No mail is sent.</p>
      <form method="post" action="${hostedPaths.signUp}" novalidate>
        ${requestField(sealedRequest)}
        ${field({
          name: "first_name",
          label: "First name",
          value: form.firstName,
          error: form.errors.firstName,
          autocomplete: "given-name",
          type: "text",
        })}
        ${field({
          name: "last_name",
          label: "Last name",
          value: form.lastName,
          error: form.errors.lastName,
          autocomplete: "family-name",
          type: "text",
        })}
        ${field({
          name: "email",
          label: "Email",
          value: form.email,
          error: form.errors.email,
          autocomplete: "email",
          type: "email",
        })}
        <button class="primary" type="submit">Sign up</button>
      </form>
      <div class="foot">
        <p>
          Already have an account?
          <a href="${linkTo(hostedPaths.signIn, sealedRequest)}">Sign in</a>
        </p>
        ${cancelForm(sealedRequest)}
      </div>
    </div>`,
  });
}

/** Asks somebody with several organizations which one to sign in to. */
export function renderOrganizationScreen(screen: {
  sealedRequest: string;
  sealedPerson: string;
  user: DirectoryUser;
  organizations: SeedOrganization[];
}): string {
  const title = "Choose an organization";
  return renderFrame({
    title: `${title} – ${mockedAppName}`,
    main: html`<div class="card">
      ${heading(title)}
      <p class="quiet">Signing in as ${screen.user.email}</p>
      <form method="post" action="${hostedPaths.organization}">
        ${requestField(screen.sealedRequest)}
        <input type="hidden" name="person" value="${screen.sealedPerson}" />
        <ul>
          ${screen.organizations.map(
            (organization) =>
              html`<li>
                <button type="submit" name="organization_id" value="${organization.id}">
                  ${organization.name}
                </button>
              </li>`,
          )}
        </ul>
      </form>
      <div class="foot">${cancelForm(screen.sealedRequest)}</div>
    </div>`,
  });
}

/** The end of the road for a request that must not be answered at any redirect URI. */
export function renderErrorScreen(reason: string): string {
  return renderFrame({
    title: "Sign-in can’t go on",
    main: html`<div class="card">
      ${heading("Sign-in can’t go on")}
      <p>${reason}</p>
      <p class="quiet">Go back to the application and start again.</p>
    </div>`,
  });
}

function heading(text: string): Markup {
  return html`<div class="mark" aria-hidden="true">P</div>
    <h1>${text}</h1>`;
}

function invitationText({ inviter, email, place, role }: InvitationDescription): Markup {
  const asRole = role === null ? "" : ` as ${role}`;
  return html`<p>
    ${inviter === null ? `${email} is invited` : `${inviter} invites ${email}`} to join ${place}${asRole}.
  </p>`;
}

function offeredPeople(screen: {
  sealedRequest: string;
  suggested: DirectoryUser | null;
  others: DirectoryUser[];
}): Markup {
  return html`<form method="post" action="${hostedPaths.continue}">
    ${requestField(screen.sealedRequest)}
    <ul>
      ${screen.suggested === null ? null : personButton(screen.suggested, true)}
      ${screen.others.map((user) => personButton(user, false))}
    </ul>
  </form>`;
}

function personButton(user: DirectoryUser, isFirst: boolean): Markup {
  const name = displayName(user);
  const initials = name
    .split(" ")
    .map((part) => part.charAt(0).toUpperCase())
    .slice(0, 2)
    .join("");
  // The address stands beside the button, not in it: the button is called by what it does, in sight and in name.
  return html`<li class="person${isFirst ? " first" : ""}">
    <span class="initials" aria-hidden="true">${initials}</span>
    <span class="person-text">
      <button type="submit" name="email" value="${user.email}" aria-describedby="${user.id}">
        Continue as ${name}
      </button>
      <small id="${user.id}">${user.email}</small>
    </span>
  </li>`;
}

function field(input: {
  name: string;
  label: string;
  value: string;
  error: string | null;
  autocomplete: string;
  type: "text" | "email";
}): Markup {
  const errorId = `${input.name}-error`;
  const errorAttributes =
    input.error === null ? null : html`aria-invalid="true" aria-describedby="${errorId}"`;
  return html`<label for="${input.name}">${input.label}</label>
    <input
      id="${input.name}"
      name="${input.name}"
      type="${input.type}"
      value="${input.value}"
      autocomplete="${input.autocomplete}"
      required
      ${errorAttributes}
    />
    ${input.error === null ? null : html`<p class="field-error" id="${errorId}">${input.error}</p>`}`;
}

function requestField(sealedRequest: string): Markup {
  return html`<input type="hidden" name="request" value="${sealedRequest}" />`;
}

function cancelForm(sealedRequest: string): Markup {
  return html`<form method="post" action="${hostedPaths.cancel}">
    ${requestField(sealedRequest)}<button class="plain" type="submit">Cancel and go back</button>
  </form>`;
}

function linkTo(path: string, sealedRequest: string): string {
  return `${path}?${new URLSearchParams({ request: sealedRequest }).toString()}`;
}
