import { withIsolated } from "../../contract/invisible-characters.ts";

/** The texts of the console's pages, and of those that stand in their place. */
export const consoleMessages = {
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

  /** While the sign-in service can't say whether the session is still there. */
  outage: {
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
} as const;
