import { type FailureCode } from "../contract/failure.ts";
import { withIsolated } from "../contract/invisible-characters.ts";

/** How long to wait, in the unit in which a person would count it: a limit of a day isn't waited for in seconds. */
function seconds(count: number): string {
  if (count === 1) return "1 second";
  if (count < 120) return `${count} seconds`;
  const minutes = Math.ceil(count / 60);
  return minutes < 120 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}

/** Words for each code the function can answer with; what a person can do next comes first. */
const functionFailures: Record<
  FailureCode,
  (retryAfterSeconds: number | null, attemptsLeft: number | null) => string
> = {
  invalid_request: () => "Something in that request wasn't right. Reload the page and try again.",
  invalid_email: () => "That doesn't look like an email address. Check it and try again.",
  no_challenge: () =>
    "Codes work once, and only in the browser that asked for them. Send a new code from here, and allow cookies for this site.",
  wrong_one_time_code: (_, attemptsLeft) =>
    attemptsLeft === null || attemptsLeft > 2
      ? "That code isn't right. Use the one from the newest email."
      : attemptsLeft === 0
        ? "That code isn't right, and it was the last try. Send a new code."
        : `That code isn't right. ${attemptsLeft === 1 ? "One more try" : `${attemptsLeft} more tries`} with this code.`,
  one_time_code_expired: () => "That code has expired. Send a new one.",
  sign_in_replaced: () =>
    "A code for another address was asked for in another tab, and this browser can use only the newest. Send a new code from here.",
  too_many_attempts: () => "Too many wrong codes. Send a new one, or use Continue with WorkOS.",
  wrong_totp: (_, attemptsLeft) =>
    attemptsLeft === 0
      ? "That code isn't right, and it was the last try. Start again."
      : "That code isn't right. Use the one that your authenticator app shows now; each works once.",
  no_step: () =>
    "This sign-in has ended, or it was begun in another browser, or another tab has begun a newer one. Start again.",
  step_expired: () => "This took longer than ten minutes. Start again.",
  link_invalid: () => "This link isn't complete, or it isn't one of ours. Ask for a new one.",
  link_expired: () => "This link has expired. Ask for a new one.",
  link_used: () => "This link has been used already. Ask for a new one if that wasn't you a moment ago.",
  link_spent: () => "This link can't be used any more: it was used, or it has expired. Ask for a new one.",
  link_other_browser: () =>
    "This link works only in the browser that asked for it, and only the newest one does. Ask for a new one here.",
  unknown_role: () => "That role doesn't exist in this organization any more. Choose another one.",
  invitation_expired: () => "This invitation has expired. Ask whoever invited you for a new one.",
  invitation_revoked: () => "This invitation was taken back. Ask whoever invited you.",
  invitation_accepted: () => "This invitation has been used already. Sign in with the account that took it.",
  no_session: () => "You're signed out.",
  session_ended: () => "Your session has ended. Sign in again.",
  no_access_token: () => "You're signed out. Sign in again.",
  access_token_refused: () => "Your session has to be renewed. Try again, or sign in again.",
  organization_required: () => "Choose an organization first.",
  permission_missing: () => "Your role doesn't allow that. Ask an administrator of your organization.",
  stronger_sign_in_required: () =>
    "You came in with an email code alone, which isn't enough for this. Sign out, then choose Continue with WorkOS.",
  impersonation_refused: () =>
    "You are signed in as another person. You can look around, and only they can change something.",
  invitation_blocked: () => "This address can't be invited. Check it, or ask your administrator.",
  invitation_other_address: () =>
    "This invitation is for another address. Switch to the account that was invited, or ask for an invitation to yours.",
  not_same_origin: () =>
    "This page was opened from an address the server doesn't know. Open the console at its usual address.",
  sign_up_not_allowed: () =>
    "There is no account for this address. Ask your administrator for an invitation.",
  sso_required: () => "Your organization uses single sign-on. Continue with SSO.",
  organization_refused: () => "You aren't a member of that organization any more. Choose another one.",
  continue_with_workos: () =>
    "This account needs one more step that only WorkOS can take. Choose Continue with WorkOS.",
  not_found: () => "Email codes aren't available here. Use Continue with WorkOS.",
  invitation_not_found: () => "There is no such invitation. It may have been replaced by a newer one.",
  already_invited: () => "This address has an invitation already. Resend that one, or revoke it first.",
  already_member: () => "This person is a member already.",
  invitation_quota_used_up: () =>
    "You've used up your invitations. Revoke one that nobody has taken, or ask an administrator.",
  method_not_allowed: () => "Something in that request wasn't right. Reload the page and try again.",
  request_timeout: () => "That took too long to arrive. Try again.",
  payload_too_large: () => "Something in that request wasn't right. Reload the page and try again.",
  unsupported_media_type: () => "Something in that request wasn't right. Reload the page and try again.",
  too_many_requests: (retryAfterSeconds) =>
    retryAfterSeconds === null
      ? "Too many requests. Wait a little and try again."
      : `Too many requests. Try again in ${seconds(retryAfterSeconds)}.`,
  internal: () => "Something went wrong on our side. Try again in a moment.",
  codes_paused: (retryAfterSeconds) =>
    retryAfterSeconds === null
      ? "Codes are paused for a moment. Use Continue with WorkOS, or try again a little later."
      : `Codes are paused for a moment. Use Continue with WorkOS, or try again in ${seconds(retryAfterSeconds)}.`,
  mail_unreachable: (retryAfterSeconds) =>
    retryAfterSeconds === null
      ? "Email can't be sent right now. Use Continue with WorkOS, or try again a little later."
      : `Email can't be sent right now. Use Continue with WorkOS, or try again in ${seconds(retryAfterSeconds)}.`,
  workos_unreachable: () => "Codes can't be sent or checked right now. Try again in a moment.",
  not_configured: () => "Email codes aren't set up for this console. Use Continue with WorkOS.",
};

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

/** The texts of every page. A way to sign in that can be removed has its texts in its own folder in `src/sign-in`. */
export const messages = {
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
    couldNotStart: "WorkOS sign-in couldn't be started in this browser. Try again, or use an email code.",
    storageBlocked:
      "This browser keeps no data for this site, so WorkOS couldn't find the way back. Allow site data and reload, or use an email code.",
    insecureAddress: (origin: string, isOnServersComputerOnly: boolean) =>
      `This address is plain HTTP, where browsers don't let WorkOS sign you in. Open ${origin}${
        isOnServersComputerOnly
          ? " on the computer that runs this console, or use an https:// address of it."
          : " instead."
      }`,
    cookiesBlocked:
      "This browser blocks cookies for this site, and neither way in can finish without them. Allow cookies, then reload.",
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
      "You were signed out because this browser blocks the cookie of the authentication domain. Allow its cookies for this site, or use an email code, which needs none of them.",
    /** What a link had that can't be used. */
    dropped: {
      returnTo:
        "After signing in you land on the dashboard: the address of the page you wanted is too long, or has characters in it that can't be carried along.",
      invitation:
        "The invitation in this link isn't complete, so it isn't used. Open the link from the mail, or copy it whole.",
      organization: "The organization in this link is too long to be one, so you sign in without it.",
      loginHint: "The email address in this link is too long to be one, so it isn't used.",
    },
    /** After one of `refusals`. */
    refused: (requirement: string | null) =>
      `${requirement ?? "WorkOS asks you to sign in again."} Continue with WorkOS.`,
  },

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

  /** Why the redirect to WorkOS failed, for pages on which an email code is no alternative. */
  onlyWorkos: {
    couldNotStart:
      "WorkOS sign-in couldn't be started in this browser. Try again; if that doesn't help, use another browser.",
    storageBlocked:
      "This browser keeps no data for this site, so WorkOS couldn't find the way back. Allow site data, then reload and start again.",
  },

  callback: {
    busy: "Signing you in…",
    slow: "WorkOS is slow to answer. Still trying…",
    emailCodeInstead: "Use email code instead",
    startAgain: "Start again",
    providerError: {
      title: "WorkOS couldn't sign you in",
      text: "WorkOS reported a problem. Try again; if it happens again, send the reference to your administrator.",
    },
    /** What WorkOS can say instead of giving a code, by the `error` it sends (RFC 6749, section 4.1.2.1, and WorkOS's own). */
    errors: {
      access_denied: {
        title: "Sign-in was cancelled",
        text: "Nothing happened to your account. You can start again whenever you like.",
      },
      login_required: {
        title: "WorkOS needs you to sign in",
        text: "WorkOS doesn't remember you in this browser. Start again to sign in there.",
      },
      server_error: {
        title: "WorkOS had a problem",
        text: "The problem is on WorkOS's side. Try again in a moment, or use an email code.",
      },
      temporarily_unavailable: {
        title: "WorkOS is busy",
        text: "WorkOS can't sign people in right now. Try again in a moment, or use an email code.",
      },
      sso_required: {
        title: "Your organization uses single sign-on",
        text: "Start again and choose your organization's single sign-on on the WorkOS page.",
      },
      sign_up_not_allowed: {
        title: "There is no account for you yet",
        text: "This console is open to invited people only. Ask your administrator for an invitation.",
      },
      authentication_method_not_allowed: {
        title: "This way in isn't allowed",
        text: "Start again and choose another way on the WorkOS page.",
      },
      organization_authentication_methods_required: {
        title: "Your organization asks for another way of signing in",
        text: "Start again and choose one of the ways your organization allows.",
      },
      invitation_invalid: {
        title: "This invitation can't be used",
        text: "It may have expired, been revoked or been used already. Ask whoever invited you for a new one.",
      },
      invitation_cannot_be_used_for_email: {
        title: "This invitation is for another address",
        text: "Start again with the address that was invited, or ask for an invitation to yours.",
      },
      unauthorized_client: {
        title: "This console isn't set up at WorkOS",
        text: "WorkOS doesn't accept this console. Send the reference to your administrator.",
      },
      invalid_request: {
        title: "This console isn't set up at WorkOS",
        text: "WorkOS doesn't accept what this console asks for. Send the reference to your administrator.",
      },
    } satisfies Record<string, { title: string; text: string }>,
    stateMismatch: {
      title: "This sign-in doesn't match",
      text: "The answer belongs to another sign-in than the one begun in this tab, so it was not used. Start again.",
    },
    beganElsewhere: {
      title: "Open it where you started",
      text: "This sign-in was begun in another browser, or too long ago. Go back to where you began it, or start again here.",
    },
    forgotten: {
      title: "Start again here",
      text: "This tab has forgotten the sign-in that it began. Start again, and you land on the page you wanted.",
    },
    malformed: {
      title: "That link is incomplete",
      text: "Part of the sign-in answer is missing. Start again.",
    },
    exchangeRefused: {
      title: "Sign-in didn't finish",
      text: "WorkOS didn't accept this sign-in any more. Start again; it is usually quick.",
      /** After one of `refusals`. */
      again: "Start again.",
    },
    exchangeUnreachable: {
      title: "WorkOS stopped answering",
      text: "Sign-in couldn't be finished. Nothing is lost: try again, or use an email code.",
    },
    exchangeForeign: {
      title: "This network wants you to sign in first",
      text: "Something on this network answered in place of WorkOS. Open the network's own sign-in page, then start again here.",
    },
  },

  /** `/login`, which starts at once; it says something only when it can't. */
  login: {
    busy: "Opening WorkOS…",
    looping: {
      title: "Sign-in keeps coming back here",
      text: "It was started several times within a minute without getting anywhere. Check that cookies are allowed for this site, then try again.",
    },
    unreachable: {
      title: "WorkOS can't be reached",
      text: "WorkOS doesn't answer from here right now. Try again, or sign in with an email code.",
    },
    failed: {
      title: "Sign-in couldn't be started",
      text: "WorkOS sign-in couldn't be started in this browser. Go to sign-in and choose another way.",
    },
    toSignIn: "Go to sign-in",
  },

  /** The tab in which somebody signed in again for a page that waits in another tab. */
  signedIn: {
    title: "You're signed in again",
    text: "Your page in the other tab carries on. You can close this one.",
    toConsole: "Go to the dashboard",
  },

  /** A session that ended under the open page. */
  reauthentication: {
    title: "Your session has ended",
    text: "Sign in again to carry on where you are. What you have entered stays.",
    withWorkos: "Continue with WorkOS in a new tab",
    waiting: "This page carries on as soon as you are signed in.",
    leave: "Sign in later",
  },

  forbidden: {
    title: "You can't open this page",
    text: "Your account doesn't have what this page asks for. Ask your administrator for it.",
    missingPermissions: (permissions: readonly string[]) =>
      permissions.length === 1
        ? `Missing permission: ${permissions.join("")}`
        : `Missing permissions: ${permissions.join(", ")}`,
    missingRoles: (roles: readonly string[]) =>
      roles.length === 1 ? `Needed role: ${roles.join("")}` : `Needed, one of the roles: ${roles.join(", ")}`,
    home: "Go to the dashboard",
  },

  wrongOrganization: {
    title: "This page belongs to another organization",
    noOrganizationTitle: "This page needs an organization",
    text: "Switch to that organization to open it. If you aren't a member, ask its administrator for an invitation.",
    noOrganizationText: "You are signed in without one. Ask an administrator for an invitation to theirs.",
    switch: "Switch organization",
    switching: "Switching…",
    failed: "The organization couldn't be switched right now. Try again in a moment.",
    refused: "You aren't a member of that organization. Ask its administrator for an invitation.",
    home: "Go to the dashboard",
  },

  session: {
    restoring: "Restoring your session…",
    slow: "This takes longer than usual. Still trying…",
    unreachableTitle: "Sign-in service unreachable",
    offlineTitle: "You're offline",
    foreignTitle: "This network wants you to sign in first",
    rateLimitedTitle: "A short wait",
    kept: "Your session is kept.",
    /** What stands between this browser and the sign-in service. */
    causes: {
      offline: "There is no network here. We carry on by ourselves as soon as there is.",
      network: "The connection to it failed. We try again by ourselves.",
      timeout: "It didn't answer in time. We try again by ourselves.",
      rateLimited: "The sign-in service asks us to wait. We try again by ourselves.",
      failed: "It answered with an error. We try again by ourselves.",
      foreignAnswer:
        "Something on this network answered in place of the sign-in service. Open the network's own sign-in page, then come back.",
    },
    retryIn: (remainingSeconds: number) => `Next try in ${remainingSeconds} s`,
    retrying: "Trying…",
    retryNow: "Try now",
    emailCodeInstead: "Sign in another way",
    notice: "The sign-in service can't be reached. Your session is kept, and you can go on working.",
  },

  signedOut: {
    title: "You're signed out",
    text: "Close this tab, or come back in whenever you like.",
    hereTitle: "Signed out here",
    hereText:
      "The sign-in service couldn't be told yet. This browser stays signed out, and tells it as soon as it can be reached.",
    again: "Sign in again",
    anotherAccount: "Use another account",
    leaving: "Signing out…",
    slow: "WorkOS is slow to answer. Still signing out…",
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
    members: "Members",
    account: "Account",
    impersonation: "Impersonation",
    impersonating: (administrator: string, person: string) =>
      withIsolated`${administrator} is signed in as ${person}. You can look around; only they can change something.`,
    /** In place of what an impersonator can't do. */
    notInTheirName: "Only the person can do this. You are signed in as them, and can look around.",
    stopImpersonating: "Stop and sign out",
  },

  dashboard: {
    title: "Dashboard",
    greeting: (name: string) => withIsolated`Good to see you, ${name}.`,
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

  /** Words for the pages behind the door, where those of the door speak of codes. */
  consoleFailures: {
    workos_unreachable: "WorkOS can't be reached right now. Try again in a moment.",
    codes_paused: "This is paused for a moment. Try again a little later.",
    not_found: "That isn't there any more. Reload the page.",
    not_configured: "This isn't set up for this console yet. Ask your administrator.",
  },

  organizations: {
    choose: "Switch organization",
    chooseFrom: (count: number) => `Switch organization (the first ${count.toLocaleString("en")})`,
    switching: (name: string) => withIsolated`Switching to ${name}…`,
    failed: (name: string) => withIsolated`${name} can't be opened right now. Try again in a moment.`,
    elsewhere: (name: string | null, own: string | null) =>
      withIsolated`You opened ${name ?? "another organization"} in another tab. This one is still in ${own ?? "the one before"}.`,
    openHereToo: "Open it here too",
    stay: "Stay here",
    dropped: (current: string | null) =>
      `You aren't in the organization of this tab any more, or it was deleted. ${current === null ? "You are signed in without it." : withIsolated`You are in ${current} now.`}`,
    dismiss: "Dismiss",
    refused: (name: string) => withIsolated`You can't open ${name}. You may not be a member of it any more.`,
    refusedFor: (name: string, requirement: string) =>
      withIsolated`${name} can't be opened yet. ${requirement}`,
  },

  members: {
    title: "Members",
    lead: "The people of your organization, and those who are on their way in.",
    people: "People",
    search: "Search by name or address",
    found: (count: number, isWhole: boolean) => {
      const people = count === 1 ? "1 person" : `${count.toLocaleString("en")} people`;
      return isWhole ? people : `${people} so far`;
    },
    none: "Nobody matches that.",
    loading: "Loading…",
    more: "Show more",
    again: "Try again",
    you: "You",
    role: (slug: string) => slug.charAt(0).toUpperCase() + slug.slice(1).replaceAll(/[-_]/g, " "),
    roleAndDate: (role: string, date: string) => withIsolated`${role}, since ${date}`,
    statuses: { active: null, inactive: "Deactivated", pending: "Not yet accepted" },
  },

  invite: {
    title: "Invite people",
    addresses: "Email addresses",
    hint: "One or many: a line each, or commas between. A table from a spreadsheet needs a column “email”.",
    role: "Role",
    send: "Send invitations",
    sending: "Sending…",
    left: (left: number, maximum: number) =>
      left === 0
        ? `You have used all ${maximum} of your invitations. Revoke one that is pending to get it back.`
        : `${left} of your ${maximum} invitations left.`,
    missing: "Enter at least one address.",
    wrong: (pieces: readonly string[]) =>
      pieces.length === 1
        ? withIsolated`This isn't an address: ${pieces.join("")}`
        : withIsolated`These aren't addresses: ${pieces.join(", ")}`,
    invisible: (before: string) =>
      withIsolated`There is an invisible character after “${before}”. Delete it, or type the address instead of pasting it.`,
    separators: { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars" },
    /** Follows `wrong`. */
    separated: (separator: string) =>
      `The text is read as separated by ${separator}. If it is a table, copy its first line too, which must name a column “email”.`,
    column: (name: string) =>
      withIsolated`The column “${name}” doesn't count here: everyone is invited to this organization, with the role below. Leave the column out.`,
    quotes: (line: number) =>
      `In line ${line} a quotation mark is missing, or a cell has more than one line. Nothing was sent.`,
    tooMany: (count: number, left: number) =>
      `These are ${count} addresses, and ${left === 1 ? "1 invitation is" : `${left} invitations are`} left. Nothing was sent.`,
    sent: (count: number) =>
      count === 1 ? "1 invitation is on its way." : `${count} invitations are on their way.`,
    notSent: "Not sent; the addresses are still in the field:",
  },

  invitations: {
    title: "Invitations",
    none: "No invitation is pending.",
    invitedBy: (inviter: string, role: string | null) =>
      role === null ? withIsolated`Invited by ${inviter}` : withIsolated`${role}, invited by ${inviter}`,
    somebody: "somebody",
    expires: (date: string) => `Open until ${date}`,
    expired: (date: string) => `Expired on ${date}`,
    states: { pending: "Pending", expired: "Expired", accepted: "Accepted", revoked: "Revoked" },
    resend: "Send again",
    resendTo: (email: string) => withIsolated`Send again to ${email}`,
    resending: "Sending…",
    resent: (email: string) => withIsolated`Sent again to ${email}.`,
    revoke: "Revoke",
    revokeOf: (email: string) => withIsolated`Revoke the invitation of ${email}`,
    revoking: "Revoking…",
    revoked: (email: string) => withIsolated`The invitation of ${email} is revoked.`,
    failed: (email: string, reason: string) => withIsolated`${email}: ${reason}`,
  },

  acceptInvitation: {
    loading: "Looking at your invitation…",
    title: (organization: string) => withIsolated`Join ${organization}`,
    titleWithout: "You're invited",
    invitedBy: (inviter: string, email: string) => withIsolated`${inviter} has invited ${email}.`,
    invited: (email: string) => withIsolated`${email} has been invited.`,
    withWorkos: "Create an account or sign in",
    withEmailCode: "Use email code",
    join: (email: string) => withIsolated`Join as ${email}`,
    joining: "Joining…",
    otherAddress: (invited: string, own: string) =>
      withIsolated`The invitation is for ${invited}, and you are signed in as ${own}. Switch to the account with the invited address.`,
    switchAccount: "Switch account",
    stay: "Stay signed in, without joining",
    missing: "This link isn't complete. Open it from the mail, or copy it whole.",
    missingTitle: "Something is missing",
    states: {
      expired: {
        title: "This invitation has expired",
        text: (who: string) => withIsolated`Ask ${who} to invite you again.`,
      },
      revoked: {
        title: "This invitation was withdrawn",
        text: (who: string) => withIsolated`Ask ${who} if that surprises you.`,
      },
      accepted: {
        title: "This invitation has been used",
        text: () => "If you used it, you have an account: sign in with it.",
      },
      unknown: {
        title: "We don't know this invitation",
        text: (who: string) => withIsolated`Open the newest mail, or ask ${who} for another.`,
      },
    },
    whoeverInvited: "whoever invited you",
    signIn: "Sign in",
    goOn: "Go to the dashboard",
    again: "Try again",
  },

  account: {
    title: "Account",
    profile: "Profile",
    name: "Name",
    noName: "Not given",
    email: "Email",
    lastSignIn: "Last sign-in",
    sessions: "Where you're signed in",
    sessionsLead: "End those that you don't know or don't need.",
    thisOne: "This browser",
    device: (browser: string | null, system: string | null) =>
      browser === null
        ? (system ?? "A device we don't know")
        : system === null
          ? browser
          : `${browser} on ${system}`,
    since: (date: string, address: string | null) =>
      address === null ? `Since ${date}` : withIsolated`Since ${date}, from ${address}`,
    revoke: "End",
    revokeOf: (device: string) => `End the session: ${device}`,
    revoking: "Ending…",
    ended: (device: string) => `Session ended: ${device}. It may take a few minutes to notice.`,
    everywhere: "Sign out everywhere",
    everywhereText: "Ends every session, this one too.",
    newest: (count: number) => `These are the newest ${count.toLocaleString("en")}. There are older ones.`,
    someLeft: "There are more sessions than could be ended at once. Try again to end the others.",
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
  refusals,

  /** Leads to `/auth/doctor`, whose words are in `src/contract/doctor/messages.ts` and `src/pages/doctor/messages.ts`. */
  help: "Trouble signing in?",
} as const;
