/** What `getAccessToken` rejects with: without a session, and while its issuer can't be reached. */
export { LoginRequiredError } from "../workos/login-required-error.ts";
export { SessionUnreachableError } from "../workos/outage.ts";
