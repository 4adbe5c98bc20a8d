/** The app's modules that tests reach into, in the running page. */
export const pageModules = {
  runningSession: "src/session/running-session.ts",
  signIn: "src/calls/sign-in.ts",
  signOut: "src/calls/sign-out.ts",
  getSignInUrl: "src/calls/get-sign-in-url.ts",
} as const;

/** Where the bundled development app serves a module; it is the one that the running app uses. */
export function addressOf(name: string): string {
  return `/page-modules/${name}.js`;
}
