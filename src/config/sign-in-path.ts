import { paths } from "./paths.ts";

/** The sign-in page, coming back to a path of this app afterwards. */
export function buildSignInPath(returnTo: string | null): string {
  return returnTo === null
    ? paths.signIn
    : `${paths.signIn}?${new URLSearchParams({ return_to: returnTo }).toString()}`;
}
