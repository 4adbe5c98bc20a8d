// Limits of what a link to the sign-in page names; by themselves, because the early script has them too.

/** In characters; WorkOS's are 30. */
export const longestOrganizationId = 128;

/** In characters. */
export const longestInvitationToken = 256;

/** The secret of an invitation's link becomes a segment of a path at WorkOS: no "." or "..". */
export const invitationTokenForm = /^[\w~-][\w.~-]*$/;
