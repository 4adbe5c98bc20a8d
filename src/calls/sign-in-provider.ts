/**
 * The ways to sign in that `signIn` can be asked for. `email-link` and `magic-link` aren't available yet, and the call says so.
 */
export type SignInProvider = "workos" | "email-code" | "email-link" | "magic-link";
