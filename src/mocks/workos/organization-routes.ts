import { buildListPage } from "../http/list-page.ts";
import type { Route } from "../http/route.ts";
import { seedCreatedAt } from "../people.ts";
import { withApiKey } from "./api-key.ts";
import { answerList } from "./list-answer.ts";
import type { WorkosSettings } from "./settings.ts";
import type { WorkosState } from "./state.ts";
import { serializeConnection, serializeOrganization } from "./wire-format.ts";

const takes = (request: Request): boolean => request.headers.has("Authorization");

/**
 * The lists of organizations and of connections, which lie at the root of the API. A request without any key is left to whoever
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
}
