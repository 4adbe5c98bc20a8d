/** What WorkOS, or the function, requires before it goes on with a session or a sign-in, by its name for the refusal. */
const refusals = {
  sso_required: "Your organization uses single sign-on.",
  mfa_enrollment: "Your account needs a second factor.",
  mfa_challenge: "WorkOS needs your second factor.",
  mfa_verification: "WorkOS needs your second factor.",
  organization_selection_required: "WorkOS needs to know which organization you want to open.",
  email_verification_required: "Your email address has to be confirmed.",
  authentication_method_not_allowed: "The way you signed in isn't allowed any more.",
  organization_authentication_methods_required: "Your organization asks for another way of signing in.",
  access_denied: "WorkOS refuses to go on with your session.",
  invalid_client: "WorkOS didn't accept this console. If it happens again, tell your administrator.",
  unauthorized_client: "WorkOS didn't accept this console. If it happens again, tell your administrator.",
  not_configured: "WorkOS didn't accept this console. If it happens again, tell your administrator.",
  continue_with_workos: "Your account needs a step that only WorkOS can take.",
} as const;

/** The texts that every page may need, and those of the method choice: they are in the script of every page. */
export const commonMessages = {
  product: "Portico",

  tagline: "The console is through here.",

  loading: "One moment…",

  back: "Back",

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
      "This console isn't connected to WorkOS. Ask the person who runs it to set its WorkOS client ID.",
    couldNotStart: "WorkOS sign-in couldn't be started. Try again, or use an email code.",
    storageBlocked:
      "This browser keeps no data for this site, which WorkOS needs. Allow it and reload, or use an email code.",
    insecureAddress: (origin: string, isOnServersComputerOnly: boolean) =>
      `This address is plain HTTP, where WorkOS can't sign you in. Open ${origin}${
        isOnServersComputerOnly
          ? " on the computer that runs this console, or use an https:// address of it."
          : " instead."
      }`,
    cookiesBlocked:
      "This browser blocks cookies for this site, which signing in needs. Allow them, then reload.",
    reload: "Reload",
    workosSlow: "WorkOS is slow to answer. Still trying…",
    workosUnreachable: "WorkOS can't be reached from here right now.",
    workosStalled: "WorkOS doesn't answer right now.",
    emailStillWorks: "An email code still works.",
    workosStillWorks: "WorkOS works as usual.",
    workosAgain: "Try WorkOS again",
    lastUsed: "Last used",
    emailUnavailable: "Email codes are unavailable for the moment.",
    emailUnreachable: "The server behind email codes can't be reached.",
    emailNotConfigured: "Email codes aren't set up for this console.",
    sessionCookieBlocked:
      "You were signed out because this browser blocks the cookie of the authentication domain. Allow it, or use an email code, which doesn't need it.",
    /** What a link had that can't be used. */
    dropped: {
      returnTo:
        "After signing in you land on the dashboard, because the address of the page you wanted can't be kept.",
      invitation:
        "The invitation in this link isn't complete. Open the link from the mail, or copy it whole.",
      organization: "The organization in this link isn't valid, so it isn't used.",
      loginHint: "The email address in this link isn't valid, so it isn't used.",
    },
    /** After one of `refusals`. */
    refused: (requirement: string | null) =>
      `${requirement ?? "WorkOS asks you to sign in again."} Continue with WorkOS.`,
  },

  session: {
    restoring: "Restoring your session…",
    ended: "Your session has ended. Sign in again.",
    slow: "This takes longer than usual. Still trying…",
  },

  /** In place of a page or a part of one whose code couldn't be loaded. */
  missingPart: {
    title: "This part of the console couldn't be loaded",
    text: "The network may have failed, or a new version has just been installed.",
    offlineTitle: "You're offline",
    offlineText: "This part of the console is loaded as soon as there is a network.",
    again: "Try again",
    reload: "Reload",
    reloadPart: "Reload the page, without what you have entered",
  },

  crash: {
    title: "Something broke on this page",
    text: "Reloading usually helps. If it doesn't, send the text below to your administrator.",
    reload: "Reload",
  },

  /** Leads to `/auth/doctor`, whose words are in `src/contract/doctor/messages.ts` and `src/pages/doctor/messages.ts`. */
  help: "Trouble signing in?",

  refusals,
} as const;
