import { paths } from "../config/paths.ts";
import { getRunningSession } from "../session/running-session.ts";
import { parseRedirectTo } from "./redirect-to.ts";

/** Options of `signOut`, in the names of the Auth.js client. */
export type SignOutOptions<Redirect extends boolean = true> = {
  /** Where to land: a path of this app, or an absolute URL of its origin; by default, and instead of anything else, `/signed-out`. */
  redirectTo?: string;
  /** @deprecated Use `redirectTo`. */
  callbackUrl?: string;
  /** `false`: the call doesn't navigate, and resolves to the path to land on. */
  redirect?: Redirect;
};

/** The path to land on after a sign-out with `redirect: false`. */
export type SignOutResponse = { url: string };

/**
 * Signs out here, at the issuer and in the other tabs, like the Auth.js client's function of this name. Lands on `/signed-out` by
 * default, through WorkOS's logout; for another `redirectTo`, which isn't registered at WorkOS, the logout runs in the background.
 */
export function signOut(options?: SignOutOptions): Promise<void>;
export function signOut(options: SignOutOptions<false>): Promise<SignOutResponse>;
export async function signOut(options: SignOutOptions<boolean> = {}): Promise<SignOutResponse | void> {
  const store = getRunningSession();
  const { origin } = window.location;
  const askedFor = options.redirectTo ?? options.callbackUrl;
  const url = (askedFor === undefined ? null : parseRedirectTo(askedFor, origin)) ?? paths.signedOut;
  if (options.redirect === false) {
    await store.signOut({ navigate: false });
    return { url };
  }
  if (url === paths.signedOut) return store.signOut({ returnTo: origin + url });
  await store.signOut({ navigate: false });
  return window.location.assign(url);
}
