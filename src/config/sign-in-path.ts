import { longestReturnTo } from "../contract/return-to.ts";
import { paths } from "./paths.ts";

/**
 * The sign-in page, coming back to a path of this app afterwards. One that is too long is left empty, about which the sign-in page
 * has words: a server might not take an address as long as that after a reload.
 */
export function buildSignInPath(returnTo: string | null): string {
  if (returnTo === null) return paths.signIn;
  const carried = returnTo.length > longestReturnTo ? "" : returnTo;
  return `${paths.signIn}?${new URLSearchParams({ return_to: carried }).toString()}`;
}
