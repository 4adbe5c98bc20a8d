const longest = 1024;

/** The token of the invitation that an address names, or null. */
export function readInvitationToken(search: string): string | null {
  const token = new URLSearchParams(search).get("invitation_token");
  return token === null || token === "" || token.length > longest ? null : token;
}
