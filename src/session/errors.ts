/** What `getAccessToken` and `switchToOrganization` reject with: nobody is signed in, the issuer can't be reached, or it refuses the organization. */
export { LoginRequiredError } from "../workos/login-required-error.ts";
export { OrganizationRefusedError } from "../workos/organization-refused-error.ts";
export { SessionUnreachableError } from "../workos/outage.ts";
