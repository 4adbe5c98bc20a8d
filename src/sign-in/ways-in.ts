import { emailCode } from "./email-code/way.ts";
import { emailLink } from "./email-link/way.tsx";
import { magicLink } from "./magic-link/way.tsx";

/**
 * The ways to sign in besides AuthKit, in the order in which the sign-in page offers them. To remove one, delete its line and its
 * folder; only the email code is also part of the method choice and of the reauthentication dialog.
 */
export const waysIn = [
  // One line each, so that taking one away is taking its line away.
  emailCode,
  emailLink,
  magicLink,
];
