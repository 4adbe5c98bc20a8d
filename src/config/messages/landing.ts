/** The texts of the pages over which a sign-in or a sign-out leads. */
export const landingMessages = {
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

  notFound: {
    title: "Page not found",
    text: "There is nothing at this address. It may have moved, or the link may be mistyped.",
    home: "Go to the dashboard",
  },
} as const;
