/**
 * Options of `signIn`, in the names of the Auth.js client, and what Portico's providers take besides.
 * `Redirect` is inferred from `redirect`: `false` makes the call resolve to a `SignInResponse`.
 */
export type SignInOptions<Redirect extends boolean = true> = {
  /**
   * Where to land afterwards: a path of this app, or an absolute URL of its origin. By default the page that the call was made
   * from. Anything that leads elsewhere becomes the default page.
   */
  redirectTo?: string;
  /** @deprecated Use `redirectTo`. */
  callbackUrl?: string;
  /** `false`: the page stays where it is, and the call resolves to what became of the sign-in. */
  redirect?: Redirect;
  /** For every provider that mails a code or a link: the recipient. */
  email?: string;
  /** For `email-code`: the six digits, as typed or pasted. */
  code?: string;
  /** For `workos` with `redirect: false`: ends the wait for the other tab. */
  signal?: AbortSignal;
};

/**
 * Parameters for WorkOS's authorization endpoint, in any form that URLSearchParams takes: a query, pairs, a record, or a
 * URLSearchParams.
 */
export type SignInAuthorizationParams = string | string[][] | Record<string, string> | URLSearchParams;
