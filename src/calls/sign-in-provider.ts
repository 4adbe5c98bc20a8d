/**
 * The ways to sign in that `signIn` can be asked for. `magic-link` isn't available yet, and the call says so.
 */
export type SignInProvider = "workos" | "email-code" | "email-link" | "magic-link";
