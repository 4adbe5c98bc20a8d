/** The secret of a mailed link, as it stands in the fragment of its URL. */
export type EmailLinkToken = string & { readonly __brand: "EmailLinkToken" };

/** The token in a fragment with or without its `#`, or null for what can't be one. */
export function parseEmailLinkToken(input: unknown): EmailLinkToken | null {
  if (typeof input !== "string") return null;
  const text = input.startsWith("#") ? input.slice(1) : input;
  return isEmailLinkToken(text) ? text : null;
}

function isEmailLinkToken(text: string): text is EmailLinkToken {
  return /^[A-Za-z0-9_-]{48}$/.test(text);
}
