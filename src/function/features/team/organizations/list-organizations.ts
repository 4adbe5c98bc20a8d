import type { Handler } from "hono";

import type { OrganizationsAnswer } from "../../../../contract/organizations.ts";
import { answerWorkosFailure } from "../../../core/answers/workos-failure-answer.ts";
import type { FunctionContext } from "../../../core/function-context.ts";
import type { WorkosApi } from "../../../core/workos/workos-api.ts";
import { collectPages } from "../workos/workos-list.ts";

const pageSize = 100;
const maximumPages = 10;

/** `GET /api/organizations`: where the caller is an active member, by name. */
export function listOrganizations(parts: { workos: WorkosApi }): Handler<FunctionContext> {
  return async (context) => {
    const { subject } = context.get("access");
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
    return context.json({ organizations } satisfies OrganizationsAnswer);
  };
}
