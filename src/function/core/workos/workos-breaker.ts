import { clientAddressKey } from "../../../contract/client-address.ts";
import type { BrowserDescription } from "../http/client-address.ts";
import type { OneAtATime } from "../../../contract/one-at-a-time.ts";
import type { SharedOutage } from "../store/shared-outage.ts";
import type { WorkosFailure } from "./workos-error.ts";

/** How many clients must have met an outage, and how long it counts that one did. */
const requiredClients = 3;
const countedMs = 5 * 60_000;

export type WorkosBreaker = ReturnType<typeof createWorkosBreaker>;

/**
 * A breaker that no client can open: with a text that a firewall or WorkOS chokes on, it would choose the weaker issuer for everyone
 * (downgrade, denial of service). It opens when three clients have met a network failure or a 5xx and WorkOS also fails to answer
 * the neutral question, in which nothing comes from a client.
 *
 * @param parts.isDown asks the neutral question, one at a time: a flood of failures isn't passed on to WorkOS (amplification)
 */
export function createWorkosBreaker(parts: {
  isDown: OneAtATime<boolean>;
  outage: SharedOutage;
  now: () => number;
  onOpened: () => void;
}) {
  const { now } = parts;
  const { readSecondsLeft } = parts.outage;
  let met: { client: string; atMs: number }[] = [];

  return {
    isOpen: (): boolean => readSecondsLeft() > 0,
    readSecondsLeft,
    /** WorkOS answered a call, so it isn't down. */
    recordAnswer: parts.outage.end,
    /** Asks the neutral question at once; resolves to whether WorkOS really is down, for a fallback of this one request. */
    recordFailure: async (failure: WorkosFailure, { address }: BrowserDescription): Promise<boolean> => {
      if (failure.kind !== "unreachable") return false;
      const client = clientAddressKey(address);
      if (failure.isOutage)
        met = [{ client, atMs: now() }, ...met.filter((other) => other.client !== client)];
      const isDown = await parts.isDown.run();
      met = isDown ? met.filter(({ atMs }) => atMs > now() - countedMs).slice(0, requiredClients) : [];
      if (met.length === requiredClients) {
        if (readSecondsLeft() === 0) parts.onOpened();
        parts.outage.begin();
      }
      return isDown;
    },
  };
}
