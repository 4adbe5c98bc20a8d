/**
 * Why an issuer gave no answer that counts: the browser is offline, the connection failed, nothing came in time, the issuer
 * asks to wait (429), it answered with an error, or something else on the network answered in its place (a captive portal).
 */
export type OutageCause = "offline" | "network" | "timeout" | "rateLimited" | "failed" | "foreignAnswer";

/** An issuer that can't be asked right now. */
export type Outage = {
  cause: OutageCause;
  /** Milliseconds since the epoch: when it is asked again. */
  retryAtMs: number;
  /** What an administrator can search for; null where the browser knows no more than the cause. */
  reference: string | null;
};

/** Thrown by `getAccessToken` while the issuer can't be reached; the session stands, so the caller may try again. */
export class SessionUnreachableError extends Error {
  override readonly name = "SessionUnreachableError";
}

/** The cause of a request that was refused by the browser itself: it knows whether there is a network at all. */
export function findNetworkCause(isOnline: boolean): OutageCause {
  return isOnline ? "network" : "offline";
}

/**
 * A text that names a failure and its moment, to be found again in the issuer's log.
 * @param nowMs milliseconds since the epoch
 */
export function buildReference(failureCode: string, nowMs: number): string {
  const reference = `${failureCode} · ${new Date(nowMs)
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, " UTC")}`;
  // The page's first script does without the record's code.
  void import("../config/flight-recorder.ts").then(
    ({ recordReference }) => recordReference(failureCode, reference),
    () => undefined,
  );
  return reference;
}
