import { withIsolated } from "../../contract/invisible-characters.ts";

/** The texts of `/auth/email-link`. */
export const emailLinkMessages = {
  title: "Finish signing in",
  text: "You opened the link in our email. Press the button to sign in with it.",
  submit: "Sign in",
  busy: "Signing you in…",
  slow: "This takes longer than usual. Still trying…",
  signedInAlready: (email: string) => withIsolated`This browser is signed in as ${email}.`,
  toConsole: "Go to the dashboard",
  missingTitle: "Open the link again",
  missingText: "This page needs the link from our email. Open it there once more; that doesn't use it up.",
  failedTitle: "This link can't be used",
  elsewhereTitle: "Enter this code where you began",
  elsewhereText:
    "Sign-in was begun in another browser. There, choose “I opened the link on another device” and type this code:",
  elsewhereWarning:
    "Nobody from our side asks for it. Don't read it out to anyone, and don't type it anywhere else.",
  elsewhereExpires: (minutes: number) =>
    minutes <= 1 ? "It works for about a minute." : `It works for about ${minutes} minutes.`,
  copy: "Copy code",
  copied: "Copied",
  askAgain: "Ask for a new email",
  tryAgain: "Try again",
} as const;
