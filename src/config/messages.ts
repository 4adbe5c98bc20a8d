import { type FailureCode } from "../contract/failure.ts";

function seconds(count: number): string {
  return count === 1 ? "1 second" : `${count} seconds`;
}

/** Words for each code the function can answer with; what a person can do next comes first. */
const functionFailures: Record<
  FailureCode,
  (retryAfterSeconds: number | null, attemptsLeft: number | null) => string
> = {
  invalid_request: () => "Something in that request wasn't right. Reload the page and try again.",
  invalid_email: () => "That doesn't look like an email address. Check it and try again.",
  no_challenge: () =>
    "Codes only work in the browser that asked for them. Send a new code from here, and allow cookies for this site.",
  wrong_one_time_code: (_, attemptsLeft) =>
    attemptsLeft === null || attemptsLeft > 2
      ? "That code isn't right. Use the one from the newest email."
      : attemptsLeft === 0
        ? "That code isn't right, and it was the last try. Send a new code."
        : `That code isn't right. ${attemptsLeft === 1 ? "One more try" : `${attemptsLeft} more tries`} with this code.`,
  one_time_code_expired: () => "That code has expired. Send a new one.",
  too_many_attempts: () => "Too many wrong codes. Send a new one.",
  no_session: () => "You're signed out.",
  session_ended: () => "Your session has ended. Sign in again.",
  not_same_origin: () =>
    "This page was opened from an address the server doesn't know. Open the console at its usual address.",
  sign_up_not_allowed: () =>
    "There is no account for this address. Ask your administrator for an invitation.",
  continue_with_workos: () =>
    "This account needs one more step that only WorkOS can take. Choose Continue with WorkOS.",
  not_found: () => "Email codes aren't available here. Use Continue with WorkOS.",
  method_not_allowed: () => "Something in that request wasn't right. Reload the page and try again.",
  request_timeout: () => "That took too long to arrive. Try again.",
  payload_too_large: () => "Something in that request wasn't right. Reload the page and try again.",
  unsupported_media_type: () => "Something in that request wasn't right. Reload the page and try again.",
  too_many_requests: (retryAfterSeconds) =>
    retryAfterSeconds === null
      ? "Too many requests. Wait a little and try again."
      : `Too many requests. Try again in ${seconds(retryAfterSeconds)}.`,
  internal: () => "Something went wrong on our side. Try again in a moment.",
  workos_unreachable: () => "Codes can't be sent or checked right now. Try again in a moment.",
  not_configured: () => "Email codes aren't set up for this console. Use Continue with WorkOS.",
};

/** Every word on the screen. Components take their texts from here and nowhere else. */
export const messages = {
  product: "Portico",
  tagline: "The console is through here.",
  loading: "One moment…",
  back: "Back",
  tryAgain: "Try again",
  reference: (reference: string) => `Reference ${reference}`,
  pageTitle: (title: string) => `${title} · Portico`,

  signIn: {
    title: "Sign in",
    lead: "Welcome. Choose how you'd like to come in.",
    withWorkos: "Continue with WorkOS",
    withWorkosBusy: "Opening WorkOS…",
    withEmailCode: "Use email code",
    or: "or",
    notConfigured:
      "This console isn't connected to WorkOS. Ask the person who runs it to set its WorkOS client ID, or use an email code.",
    couldNotStart: "WorkOS sign-in couldn't be started in this browser. Try again, or use an email code.",
  },

  emailStep: {
    title: "Sign in with an email code",
    lead: "We'll send you a six-digit code.",
    email: "Email address",
    submit: "Send code",
    busy: "Sending…",
    missing: "Enter your email address.",
    invalid: "That doesn't look like an email address. Check it and try again.",
  },

  codeStep: {
    title: "Check your email",
    sentTo: (email: string) =>
      `If ${email} can sign in here, a code is on its way. It works for ten minutes, in this browser only.`,
    sentAgainTo: (email: string) => `Asked again for ${email}. Use the code from the newest email.`,
    oneTimeCode: "Six-digit code",
    hint: "Type or paste it; it is checked at the sixth digit.",
    submit: "Sign in",
    busy: "Checking the code…",
    incomplete: "Enter all six digits.",
    resend: "Send again",
    resendIn: (remainingSeconds: number) => `Send again in ${remainingSeconds} s`,
    resending: "Sending…",
    changeAddress: "Use another address",
    notArrived: "Nothing there? Look in the spam folder, and check the address.",
  },

  callback: {
    busy: "Signing you in…",
    emailCodeInstead: "Use email code instead",
    denied: {
      title: "Sign-in was cancelled",
      text: "Nothing happened to your account. You can start again whenever you like.",
    },
    providerError: {
      title: "WorkOS couldn't sign you in",
      text: "WorkOS reported a problem. Try again; if it happens again, send the reference to your administrator.",
    },
    stateMismatch: {
      title: "This sign-in doesn't match",
      text: "The answer belongs to another sign-in than the one begun in this tab, so it was not used. Start again.",
    },
    noPendingRequest: {
      title: "Start again here",
      text: "This sign-in was begun in another browser or tab, or too long ago. Start again, and it will finish here.",
    },
    malformed: {
      title: "That link is incomplete",
      text: "Part of the sign-in answer is missing. Start again.",
    },
    exchangeFailed: {
      title: "Sign-in didn't finish",
      text: "WorkOS didn't accept the sign-in, or couldn't be reached. Nothing is lost: try again.",
    },
  },

  session: {
    restoring: "Restoring your session…",
    unreachableTitle: "Sign-in service unreachable",
    unreachableText: "Your session is kept. We try again by ourselves as soon as the connection is back.",
    retryNow: "Try now",
  },

  signedOut: {
    title: "You're signed out",
    text: "Close this tab, or come back in whenever you like.",
    again: "Sign in again",
  },

  frame: {
    skipToContent: "Skip to content",
    navigation: "Console",
    /** Ends with the letters on the button, so that people who speak to their computer can name what they see. */
    accountMenu: (initials: string) => `Account menu, ${initials}`,
    signedInAs: "Signed in as",
    signOut: "Sign out",
    signingOut: "Signing out…",
    dashboard: "Dashboard",
  },

  dashboard: {
    title: "Dashboard",
    greeting: (name: string) => `Good to see you, ${name}.`,
    yourSession: "Your session",
    signedInWith: "Signed in with",
    organization: "Organization",
    noOrganization: "None",
    role: "Role",
    noRole: "None",
    permissions: "Permissions",
    noPermissions: "None",
    methods: { workos: "WorkOS AuthKit", "email-code": "Email code" },
    nextTitle: "Make it yours",
    nextText:
      "This page is the first of your console. Put your own pages beside it; the door in front of them is already built.",
  },

  notFound: {
    title: "Page not found",
    text: "There is nothing at this address. It may have moved, or the link may be mistyped.",
    home: "Go to the dashboard",
  },

  crash: {
    title: "Something broke on this page",
    text: "Reloading usually helps. If it doesn't, send the text below to your administrator.",
    reload: "Reload",
  },

  /** The function could not be asked, or something else answered in its place. */
  unreachable: {
    network: "The server can't be reached. Check your connection and try again.",
    timeout: "The server didn't answer in time. Try again.",
    foreignAnswer:
      "Something on this network answered instead of the server. You may have to sign in to the network first.",
  },

  functionFailures,
} as const;
