/** Every path of the app. Links, guards and the router read it here, so that a path has one home. */
export const paths = {
  home: "/",
  signIn: "/sign-in",
  workosCallback: "/auth/workos/callback",
  signedOut: "/signed-out",
  dashboard: "/dashboard",
} as const;

/** Where people land when they asked for no page in particular. */
export const defaultReturnTo = paths.dashboard;
