/**
 * The texts of index.html, for a page whose script hasn't come, or can't start. The build writes them into the page; they are in no
 * script.
 */
export const startMessages = {
  product: "Portico",
  /** For search engines, which may show the sign-in page. */
  description: "Sign in to Portico.",
  title: "This page hasn't started",
  text: "The network may be slow, a new version may just have been installed, or this browser may be too old. Reload the page. If that doesn't help, update the browser, or tell your administrator.",
  misconfigured:
    "This console's configuration is broken or missing. Tell the person who runs it; the text below says what is wrong.",
  noScript: "Portico needs JavaScript to sign you in. Switch it on for this site and load the page again.",
  reload: "Reload",
  reference: "Reference",
} as const;
