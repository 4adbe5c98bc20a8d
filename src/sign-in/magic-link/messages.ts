import { withIsolated } from "../../contract/invisible-characters.ts";
import { magicLinkOffer } from "./offer.ts";

/** The texts of Magic Link. */
export const magicLinkMessages = {
  offer: magicLinkOffer,
  emailStep: {
    title: "Sign in with a link",
    lead: "We'll email you a link that signs you in.",
    submit: "Send link",
    submitIn: (remainingSeconds: number) => `Send link in ${remainingSeconds} s`,
  },
  sent: {
    title: "Check your email",
    sentTo: (email: string) =>
      withIsolated`If ${email} can sign in here, a link is on its way. Open it in this browser; it works once, for 15 minutes.`,
    sentAgainTo: (email: string) =>
      withIsolated`Asked again for ${email}. Any of the links works, once, in this browser.`,
    resend: "Send again",
    resendIn: (remainingSeconds: number) => `Send again in ${remainingSeconds} s`,
    changeAddress: "Use another address",
    anotherWay: "Sign in another way",
    usedUp:
      "Does the link say that it was used already? Your mail system may have opened it first. Sign in another way then.",
  },
  /** Replace texts that mention codes. */
  failures: {
    workos_unreachable: "WorkOS doesn't answer right now. Try again in a moment.",
    not_found: "Sign-in links aren't available here. Choose another way to sign in.",
    codes_paused: "Sign-in links are paused for a moment. Try again a little later.",
    not_configured: "Sign-in links aren't set up right for this console. Choose another way to sign in.",
  },
  /** `/auth/magic-link/callback`. */
  callback: {
    busy: "Signing you in…",
    tryAgain: "Try again",
    unfinished: "Sign-in didn't finish",
    toConsole: "Go to the dashboard",
    refusals: {
      link_other_browser: {
        title: "Open it where you asked for it",
        text: "This link works only in the browser that asked for it last. Ask for a new one there, or start again here.",
      },
      link_spent: {
        title: "This link was used or has expired",
        text: "WorkOS doesn't take it any more. Mail systems sometimes open a link first, and that uses it up. Start again, or use an email code.",
      },
      link_used: {
        title: "This link has been used",
        text: "It has signed somebody in already. Start again if that wasn't you a moment ago.",
      },
      link_expired: {
        title: "This link has expired",
        text: "It works for 15 minutes. Start again to get a new one.",
      },
      link_invalid: {
        title: "This link can't be used",
        text: "It doesn't belong to the address that was asked for. Start again.",
      },
      sign_up_not_allowed: {
        title: "You can't come in with a link",
        text: "There is no account for this address, or it has to sign in another way. Start again and continue with WorkOS, or ask your administrator.",
      },
    },
  },
} as const;
