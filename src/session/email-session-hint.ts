/** A localStorage entry, and no secret: it only says that asking the function for a session may be worthwhile. */
export const emailSessionHintKey = "portico:email-session";
