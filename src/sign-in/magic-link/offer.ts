/** The button of the method choice: by itself, because the page shows it before it loads the other texts. */
export const magicLinkOffer = "Email me a sign-in link";
