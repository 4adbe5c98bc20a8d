import { answerFailure, answerJson } from "../http/answers.ts";
import { buildListPage } from "../http/list-page.ts";
import type { Route } from "../http/route.ts";
import { seedCreatedAt, type SeedOrganization } from "../people.ts";
import { withApiKey } from "./api-key.ts";
import { messageFailure } from "./failures.ts";
import { answerList } from "./list-answer.ts";
import type { WorkosSettings } from "./settings.ts";
import type { WorkosState } from "./state.ts";
import { serializeConnection, serializeOrganization, serializeRole } from "./wire-format.ts";

const takes = (request: Request): boolean => request.headers.has("Authorization");

/**
 * Organizations, their roles, and connections, which lie at the root of the API. A request without any key is left to whoever
 * comes next: on the development server the same paths may be pages of the app.
 */
export function organizationRoutes(settings: WorkosSettings, state: WorkosState): Route[] {
  const createdAtMs = Date.parse(seedCreatedAt);
  const routes: Route[] = [
    {
      method: "GET",
      path: "/organizations",
      takes,
      answer({ url }) {
        const organizations = state.directory
          .listOrganizations()
          .map((organization) => ({ ...organization, createdAtMs }));
        return answerList(buildListPage(organizations, url.searchParams, serializeOrganization));
      },
    },
    {
      method: "GET",
      path: "/organizations/:id",
      takes,
      answer: ({ parameters }) =>
        withOrganization(parameters["id"], (organization) =>
          answerJson(serializeOrganization({ ...organization, createdAtMs })),
        ),
    },
    // The second path is where the vendor's library asks.
    ...["/organizations/:id/roles", "/authorization/organizations/:id/roles"].map((path): Route => ({
      method: "GET",
      path,
      takes,
      answer: ({ parameters }) =>
        withOrganization(parameters["id"], () =>
          answerJson({
            object: "list",
            data: state.directory.listRoles().map((role) => serializeRole(role, createdAtMs)),
          }),
        ),
    })),
    {
      method: "GET",
      path: "/connections",
      takes,
      answer({ url }) {
        const connections = state.directory
          .listConnections(url.searchParams.get("organization_id"))
          .map((connection) => ({ ...connection, createdAtMs }));
        return answerList(buildListPage(connections, url.searchParams, serializeConnection));
      },
    },
  ];
  return routes.map((route) => withApiKey(route, settings, state));

  function withOrganization(
    id: string | undefined,
    answer: (organization: SeedOrganization) => Response,
  ): Response {
    const organization = state.directory.findOrganization(id ?? "");
    return organization === undefined
      ? answerFailure(messageFailure(404, `Organization not found: '${id ?? ""}'.`))
      : answer(organization);
  }
}
