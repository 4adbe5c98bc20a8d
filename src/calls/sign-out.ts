import { paths } from "../config/paths.ts";
import { getRunningSession } from "../session/running-session.ts";
import { parseRedirectTo } from "./redirect-to.ts";

/** Options of `signOut`, in the names of the Auth.js client. */
export type SignOutOptions<Redirect extends boolean = true> = {
  /** Where to land: a path of this app, or an absolute URL of its origin; anything else, and nothing, is `/signed-out`. */
  redirectTo?: string;
  /** @deprecated Use `redirectTo`. */
  callbackUrl?: string;
  /** `false`: the page stays where it is, and the call resolves to where it would have gone. */
  redirect?: Redirect;
};

/** Where a sign-out with `redirect: false` would have gone: a path of this app. */
export type SignOutResponse = { url: string };

/**
 * Signs out here, at the issuer and in the other tabs, as the Auth.js client's call of this name; lands on `/signed-out` by
 * default, which is the one address that WorkOS knows for it. For another `redirectTo` WorkOS is told from inside the page, so
 * that no page has to be registered there.
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
