/**
 * Milliseconds from a send's arrival to its answer, whatever became of the mail: how long that takes tells whether the address has
 * an account (account enumeration by timing). WorkOS answers within it as a rule, so that its own failures can be told.
 */
export const answerAfterMs = 600;
