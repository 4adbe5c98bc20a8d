import { withIsolated } from "../../contract/invisible-characters.ts";

/** The texts of the steps of an email code, on the sign-in page and in the dialog of an expired session. */
export const emailCodeMessages = {
  emailStep: {
    title: "Sign in with an email code",
    lead: "We'll send you a six-digit code.",
    email: "Email address",
    submit: "Send code",
    busy: "Sending…",
    slow: "This takes longer than usual. Still trying…",
    submitIn: (remainingSeconds: number) => `Send code in ${remainingSeconds} s`,
    missing: "Enter your email address.",
    invalid: "That doesn't look like an email address. Check it and try again.",
    invisible: (before: string) =>
      withIsolated`There is an invisible character after “${before}”. Delete it, or type the address instead of pasting it.`,
  },

  codeStep: {
    title: "Check your email",
    sentTo: (email: string) =>
      withIsolated`If ${email} can sign in here, a code is on its way. It works for ten minutes, in this browser only.`,
    sentAgainTo: (email: string) =>
      withIsolated`Asked again for ${email}. Use the code from the newest email.`,
    oneTimeCode: "Six-digit code",
    hint: "Type or paste it; it is checked at the sixth digit.",
    submit: "Sign in",
    submitIn: (remainingSeconds: number) => `Sign in in ${remainingSeconds} s`,
    busy: "Checking the code…",
    slow: "This takes longer than usual. Still trying…",
    incomplete: "Enter all six digits.",
    noCode: "There is no six-digit code in that. Enter the six digits.",
    severalCodes: (codes: readonly string[]) =>
      `There is more than one six-digit number in that: ${codes.slice(0, 5).join(", ")}. Enter the one that is your code.`,
    resend: "Send again",
    resendIn: (remainingSeconds: number) => `Send again in ${remainingSeconds} s`,
    resending: "Sending…",
    changeAddress: "Use another address",
    orLink: "If the email has a link, that works too.",
    openedElsewhere: "I opened the link on another device",
    pairing: {
      label: "Code from the other device",
      placeholder: "ABCDE-FGHJK",
      incomplete: "Enter all ten characters that the other device shows.",
      digitsInstead: "Use the six-digit code",
    },
    notArrived: "Nothing there? Look in the spam folder, and check the address.",
  },

  /** The steps that WorkOS may require after a correct code. */
  requiredStep: {
    submit: "Sign in",
    submitIn: (remainingSeconds: number) => `Sign in in ${remainingSeconds} s`,
    busy: "Checking…",
    slow: "This takes longer than usual. Still trying…",
    startAgain: "Start again",
    tooManyAttempts: "Too many tries. Start again with a new code.",
    codeExpired: "That code has expired. Start again, and we mail a new one.",
  },

  organizationStep: {
    title: "Choose an organization",
    lead: (email: string) =>
      withIsolated`The code was right. Which of your organizations do you want to open as ${email}?`,
    busy: (name: string) => withIsolated`Opening ${name}…`,
    slow: "This takes longer than usual. Still trying…",
  },

  totpStep: {
    title: "Confirm it's you",
    lead: "The code was right. Now open your authenticator app and type the six digits that it shows.",
    oneTimeCode: "Code from the app",
    hint: "It changes every thirty seconds; it is checked at the sixth digit.",
  },

  verifyEmailStep: {
    title: "Confirm your email address",
    lead: (email: string) =>
      withIsolated`The code was right. We've sent a second one to ${email}, which confirms that the address is yours.`,
    oneTimeCode: "Code from the second email",
    hint: "Type or paste it; it is checked at the sixth digit.",
  },

  /** Why a correct code is not enough, and the way in that works instead. */
  blocked: {
    sso: {
      title: "Your organization uses single sign-on",
      text: (email: string) =>
        withIsolated`${email} gets in through the organization's own sign-on, not with a code.`,
      way: "Continue with SSO",
    },
    workos: {
      title: "One more step at WorkOS",
      text: (email: string) =>
        withIsolated`${email} needs a step that only WorkOS can take. Go on there; nothing is lost.`,
      way: "Continue with WorkOS",
    },
    invitation: {
      title: "There is no account yet",
      text: (email: string) =>
        withIsolated`This console is open to invited people only, and ${email} isn't among them. Ask your administrator for an invitation.`,
      way: null,
    },
  },

  /** A session that ended under the open page. */
  reauthentication: {
    title: "Your session has ended",
    text: "Sign in again to carry on where you are. What you have entered stays.",
    withWorkos: "Continue with WorkOS in a new tab",
    waiting: "This page carries on as soon as you are signed in.",
    leave: "Sign in later",
  },
} as const;
