/** How long a Magic Link lives; see `docs/magic-link.md`. */
export const magicLinkLifetimes = {
  /** Until it is opened; the shortest that WorkOS gives. */
  linkSeconds: 15 * 60,
  /** WorkOS's authorization code that an opened link redirects with. */
  authorizationCodeSeconds: 10 * 60,
} as const;
