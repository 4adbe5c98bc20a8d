/**
 * Options of `signIn`, with the names of the Auth.js client, and those of Portico's providers.
 * `Redirect` is inferred from `redirect`: `false` makes the call resolve to a `SignInResponse`.
 */
export type SignInOptions<Redirect extends boolean = true> = {
  /**
   * Where to land: a path of this app, or an absolute URL of its origin; by default the current page. Anything else becomes the
   * default page.
   */
  redirectTo?: string;
  /** @deprecated Use `redirectTo`. */
  callbackUrl?: string;
  /** `false`: the call doesn't navigate, and resolves to the result. */
  redirect?: Redirect;
  /** For every provider that mails a code or a link: the recipient. With a `code`: the address that it was mailed to. */
  email?: string;
  /** For `email-code`: the six digits, as typed or pasted. */
  code?: string;
  /** For `workos` with `redirect: false`: ends the wait for the new tab. */
  signal?: AbortSignal;
};

/** Parameters for WorkOS's authorization endpoint, in any form that URLSearchParams accepts. */
export type SignInAuthorizationParams = string | string[][] | Record<string, string> | URLSearchParams;
