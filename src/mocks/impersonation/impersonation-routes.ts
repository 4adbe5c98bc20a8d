import { answerPage, answerRedirect } from "../http/answers.ts";
import type { Route } from "../http/route.ts";
import { dashboardAdministrator } from "../people.ts";
import type { WorkosSettings } from "../workos/settings.ts";
import type { WorkosState } from "../workos/state.ts";
import { impersonationPath } from "./impersonation-path.ts";
import { renderWhereScreen, renderWhomScreen } from "./impersonation-screens.ts";
import { markNextAuthorization } from "./pending-impersonation.ts";

/**
 * What WorkOS's dashboard does for an administrator: `?person=<address>`, `reason` and, for somebody with several
 * organizations, `organization_id` mark the next authorization of this browser as impersonated, and the browser goes to the
 * app's Sign-in URL, which starts it. What is missing is asked for on a page.
 */
export function impersonationRoutes(
  settings: Pick<WorkosSettings, "origin" | "signInUri">,
  state: WorkosState,
): Route[] {
  return [
    {
      method: "GET",
      path: impersonationPath,
      async answer({ url }) {
        const reason = url.searchParams.get("reason")?.trim() ?? "";
        const refuse = (alert: string | null): Response =>
          answerPage(
            renderWhomScreen({
              people: state.directory.listPeopleToOffer(),
              reason,
              administratorEmail: dashboardAdministrator.email,
              alert,
            }),
            { status: alert === null ? 200 : 422 },
          );

        const email = url.searchParams.get("person");
        if (email === null) return refuse(null);
        const person = state.directory.findUserByEmail(email);
        if (person === undefined) return refuse("There is no account with this address.");
        const { signInUri } = settings;
        if (signInUri === null) return refuse("The app has no Sign-in URL, so there is nowhere to begin.");

        const organizations = state.directory
          .listMemberships({ userId: person.id })
          .map((membership) => membership.organization);
        const wanted = url.searchParams.get("organization_id");
        if (wanted === null && organizations.length > 1) {
          return answerPage(renderWhereScreen({ person, organizations, reason }));
        }
        const organization = organizations.find(({ id }) => wanted === null || id === wanted);
        if (wanted !== null && organization === undefined) {
          return refuse(`${person.email} is not a member of that organization.`);
        }
        const pending = {
          user: person,
          organizationId: organization?.id ?? null,
          impersonator: { email: dashboardAdministrator.email, reason: reason === "" ? null : reason },
        };
        return answerRedirect(
          302,
          signInUri,
          await markNextAuthorization(pending, settings.origin, state.now()),
        );
      },
    },
  ];
}
