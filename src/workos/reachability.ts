import { isTimeoutError, withTimeLimit } from "../contract/time-limit.ts";

/** `unanswered`: nothing came within the wait; the network may be slow, or WorkOS may hang. */
export type Reachability = "reachable" | "unreachable" | "unanswered";

type Parts = {
  apiOrigin: string;
  clientId: string;
  fetch: typeof fetch;
  now?: () => number;
};

const cachedForMs = 30_000;
/** Longest that a click waits for the answer, in milliseconds. */
const longestWaitMs = 1_000;
const probeTimeoutMs = 8_000;

export type CheckReachability = () => Promise<Reachability>;

/**
 * Asks whether WorkOS can be reached, so that nobody is sent to a dead page. One question serves for half a minute, however
 * it was answered; the caller never waits for longer than a second.
 *
 * The answer is opaque to the page (no CORS), which is enough: it came. The set of public keys is asked for because it is
 * small, public and cheap for WorkOS.
 */
export function createReachabilityCheck(parts: Parts): CheckReachability {
  const { now = Date.now } = parts;
  let last: { askedAtMs: number; answer: Promise<Reachability> } | null = null;

  const probe = async (): Promise<Reachability> => {
    const url = new URL(`/sso/jwks/${encodeURIComponent(parts.clientId)}`, parts.apiOrigin);
    try {
      await withTimeLimit(
        (signal) => parts.fetch(url, { mode: "no-cors", cache: "no-store", credentials: "omit", signal }),
        probeTimeoutMs,
      );
      return "reachable";
    } catch (error) {
      return isTimeoutError(error) ? "unanswered" : "unreachable";
    }
  };

  return async () => {
    const age = last === null ? Infinity : now() - last.askedAtMs;
    // A clock that was set back must not keep an answer for longer.
    if (last === null || age < 0 || age >= cachedForMs) last = { askedAtMs: now(), answer: probe() };
    const asked = last;
    const answer = await withTimeLimit(() => asked.answer, longestWaitMs).catch(
      (): Reachability => "unanswered",
    );
    // Only a yes is worth keeping for somebody who clicks again.
    if (answer === "unreachable" && last === asked) last = null;
    return answer;
  };
}
