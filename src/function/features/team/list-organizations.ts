import { apiPaths } from "../../../contract/api-paths.ts";
import type { Call } from "../../core/feature/call.ts";
import type { TeamParts } from "./team-parts.ts";
import { type OrganizationsAnswer, organizationsAnswerSchema } from "../../../contract/organizations.ts";
import { answerWorkosFailure } from "../../core/workos/workos-error.ts";
import type { Handler } from "../../core/http/context.ts";
import { collectPages } from "./workos/workos-list.ts";

const pageSize = 100;
const maximumPages = 100;

/** The organizations in which the caller is an active member, sorted by name. */
export const listOrganizations: Call<TeamParts> = {
  name: "listOrganizations",
  method: "GET",
  path: apiPaths.listOrganizations,
  access: { scope: "account" },
  summary: "The organizations in which the caller is an active member, sorted by name.",
  request: null,
  successes: [
    {
      status: 200,
      description: "`isComplete: false` when there are more than these.",
      schema: organizationsAnswerSchema,
    },
  ],
  handle,
};

function handle(parts: TeamParts): Handler {
  return async (context) => {
    const { subject } = context.access;
    const listed = await collectPages(
      (after) =>
        parts.workos.listMemberships({
          organizationId: null,
          userId: subject,
          activeOnly: true,
          after,
          pageSize,
        }),
      { maximumPages },
    );
    if (listed.kind !== "listed") return answerWorkosFailure(context, listed);
    const organizations = listed.items
      .filter(({ userId, status }) => userId === subject && status === "active")
      .map(({ organizationId, organizationName, roleSlug }) => ({
        id: organizationId,
        name: organizationName,
        roleSlug,
      }))
      .toSorted((one, other) => one.name.localeCompare(other.name, "en"));
    return context.json({ organizations, isComplete: listed.isComplete } satisfies OrganizationsAnswer);
  };
}
