/**
 * For tests that read a long text in one go, against hostile texts (denial of service). Reading it takes about a second, on a busy
 * machine half a minute; in quadratic time it would take longer than this on any machine.
 */
export const linearTimeoutMs = 5 * 60_000;
