/**
 * The ways to sign in that `signIn` can be asked for. `magic-link` is WorkOS's, deprecated by the vendor and off unless a deployment
 * switches it on; the call says so.
 */
export type SignInProvider = "workos" | "email-code" | "email-link" | "magic-link";
