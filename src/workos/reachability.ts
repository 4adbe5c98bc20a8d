import { isTimeoutError, withTimeLimit } from "../contract/time-limit.ts";
import { type EarlyProbe } from "../early/early-state.ts";
import { askWorkos } from "./ask-workos.ts";

/** `unanswered`: nothing came within the wait; the network may be slow, or WorkOS may hang. */
export type Reachability = "reachable" | "unreachable" | "unanswered";

type Parts = {
  apiOrigin: string;
  clientId: string;
  fetch: typeof fetch;
  /** The question of the early script. */
  asked?: EarlyProbe | null;
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
 */
export function createReachabilityCheck(parts: Parts): CheckReachability {
  const { now = Date.now } = parts;
  let { asked: askedEarly = null } = parts;
  let last: { askedAtMs: number; answer: Promise<Reachability> } | null = null;

  const probe = async (asked: EarlyProbe | null): Promise<Reachability> => {
    try {
      await withTimeLimit(
        (signal) => asked?.answer ?? askWorkos(parts, signal),
        probeTimeoutMs - (asked === null ? 0 : now() - asked.askedAtMs),
      );
      return "reachable";
    } catch (error) {
      return isTimeoutError(error) ? "unanswered" : "unreachable";
    }
  };

  return async () => {
    const age = last === null ? Infinity : now() - last.askedAtMs;
    // A clock that was set back must not keep an answer for longer.
    if (last === null || age < 0 || age >= cachedForMs) {
      last = { askedAtMs: askedEarly?.askedAtMs ?? now(), answer: probe(askedEarly) };
      askedEarly = null;
    }
    const asked = last;
    const answer = await withTimeLimit(() => asked.answer, longestWaitMs).catch(
      (): Reachability => "unanswered",
    );
    // Only a yes is worth keeping for somebody who clicks again.
    if (answer === "unreachable" && last === asked) last = null;
    return answer;
  };
}
