import type { Directory } from "./directory.ts";
import { codedFailure, messageFailure, type WorkosFailure } from "./failures.ts";

/** The refusal of an organization that the person isn't a member of, or that doesn't exist. */
export function refuseOrganization(directory: Directory, organizationId: string): WorkosFailure {
  return directory.findOrganization(organizationId) === undefined
    ? messageFailure(404, `Organization not found: '${organizationId}'.`)
    : codedFailure(400, "invalid_organization_id", "The user is not a member of this organization.");
}
