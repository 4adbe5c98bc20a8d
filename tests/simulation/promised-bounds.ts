// The bounds that the simulation proves and that the docs and SECURITY.md name; a test of the repository compares them.

/** Takeovers by guessing, per account and year. */
export const highestTakeovers = 1.4e-3;
/** Mails to one address in 24 hours, around the end of a window included. */
export const mostMailsADay = 260;
/** How long strangers' sends can keep an owner on a new device from a code that works. */
export const longestWaitMinutes = 10;
