import { type waysIn } from "../sign-in/ways-in.ts";

/** The ways that `signIn()` can be called with. */
export type SignInProvider = "workos" | (typeof waysIn)[number]["name"];
