import { renderFrame } from "../hosted-page/hosted-frame.ts";
import { displayName } from "../workos/display-name.ts";
import { html, type Markup } from "../http/html.ts";
import type { SeedOrganization } from "../people.ts";
import type { DirectoryUser } from "../workos/directory.ts";
import { impersonationPath } from "./impersonation-path.ts";

const title = "Impersonate somebody";

/** Asks an administrator whom to impersonate, and why. */
export function renderWhomScreen(screen: {
  people: DirectoryUser[];
  reason: string;
  administratorEmail: string;
  alert: string | null;
}): string {
  return renderScreen(
    screen.alert,
    html`<p class="quiet">
        Signs this browser in to the app as the person you choose, in the name of
        ${screen.administratorEmail}, for an hour.
      </p>
      <form method="get" action="${impersonationPath}">
        <label for="reason">Reason</label>
        <input id="reason" name="reason" value="${screen.reason}" autocomplete="off" />
        <h2>Person</h2>
        <ul>
          ${screen.people.map(
            (person) =>
              html`<li>
                <button type="submit" name="person" value="${person.email}">
                  Impersonate ${displayName(person)}
                </button>
              </li>`,
          )}
        </ul>
      </form>`,
  );
}

/** Asks in which of a person's organizations the session is to be. */
export function renderWhereScreen(screen: {
  person: DirectoryUser;
  organizations: SeedOrganization[];
  reason: string;
}): string {
  return renderScreen(
    null,
    html`<p class="quiet">${displayName(screen.person)} has several organizations. Choose one.</p>
      <form method="get" action="${impersonationPath}">
        <input type="hidden" name="person" value="${screen.person.email}" />
        <input type="hidden" name="reason" value="${screen.reason}" />
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
      </form>`,
  );
}

function renderScreen(alert: string | null, content: Markup): string {
  return renderFrame({
    title,
    main: html`<div class="card">
      <h1>${title}</h1>
      ${alert === null ? null : html`<p class="alert" role="alert">${alert}</p>`} ${content}
    </div>`,
  });
}
