/** Lifetimes of a Magic Link; see `docs/magic-link.md`. */
export const magicLinkLifetimes = {
  /** Until the link is opened; the shortest lifetime that WorkOS offers. */
  linkSeconds: 15 * 60,
  /** WorkOS's authorization code, with which an opened link redirects. */
  authorizationCodeSeconds: 10 * 60,
} as const;
