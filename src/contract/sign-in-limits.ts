// Limits of what a link to the sign-in page names; by themselves, because the early script has them too.

/** In characters (RFC 5321, section 4.5.3.1.3). */
export const longestEmailAddress = 254;

/** In characters; WorkOS's are 30. */
export const longestOrganizationId = 128;

/** In characters. */
export const longestInvitationToken = 256;

/** The secret of an invitation's link becomes a segment of a path at WorkOS: no "." or "..". */
export const invitationTokenForm = /^[\w~-][\w.~-]*$/;
