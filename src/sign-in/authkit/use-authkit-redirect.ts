import { useCallback, useEffect, useReducer, useRef } from "react";

import { type CheckReachability } from "../../workos/reachability.ts";
import { StorageBlockedError } from "../../workos/storage-blocked-error.ts";
import { type RedirectState, idleRedirect, reduceRedirect } from "./redirect-state.ts";

/** Milliseconds that a navigation to WorkOS may take before the person gets the choice back. */
const stalledAfterMs = 8_000;

export type AuthkitRedirect = {
  state: RedirectState;
  /** Leaves for WorkOS, if it can be reached; the page stays where it is until WorkOS answers. */
  start: () => void;
  /** Gives the leaving up, because another way in was chosen meanwhile. */
  cancel: () => void;
  /** Stays, because leaving by itself once more would only come back here. */
  stopLoop: () => void;
};

type Options = {
  isConfigured: boolean;
  checkReachability: CheckReachability;
  /** Builds the authorization URL; called on the click, because each URL has a verifier of its own. */
  buildUrl: () => Promise<string>;
};

/** The way to WorkOS with all that can go wrong on it. */
export function useAuthkitRedirect({ isConfigured, checkReachability, buildUrl }: Options): AuthkitRedirect {
  const [state, dispatch] = useReducer(reduceRedirect, idleRedirect);
  const latest = useRef(state);
  // Counted here and not in the state: a render may come later than the answers that a try waits for.
  const newestAttempt = useRef(0);
  const isMounted = useRef(false);
  useEffect(() => {
    latest.current = state;
  });

  useEffect(() => {
    isMounted.current = true;
    return () => {
      isMounted.current = false;
      if (latest.current.kind === "redirecting") window.stop();
    };
  }, []);

  // Asked before the click, so that the click needn't wait; and again when the network comes back.
  useEffect(() => {
    if (!isConfigured) return undefined;
    const probe = async () => dispatch({ type: "probed", reachability: await checkReachability() });
    const probeNow = () => void probe();
    probeNow();
    window.addEventListener("online", probeNow);
    return () => window.removeEventListener("online", probeNow);
  }, [isConfigured, checkReachability]);

  useEffect(() => {
    // The event comes after every load too; only a page that was kept as it was left has anything to take back.
    const comeBack = ({ persisted }: PageTransitionEvent) => {
      if (!persisted) return;
      newestAttempt.current += 1;
      dispatch({ type: "pageRestored" });
    };
    window.addEventListener("pageshow", comeBack);
    return () => window.removeEventListener("pageshow", comeBack);
  }, []);

  const isLeaving = state.kind === "redirecting";
  const { attempt } = state;
  useEffect(() => {
    if (!isLeaving) return undefined;
    const timer = setTimeout(() => {
      newestAttempt.current += 1;
      window.stop();
      dispatch({ type: "timedOut", attempt });
    }, stalledAfterMs);
    return () => clearTimeout(timer);
  }, [isLeaving, attempt]);

  const start = useCallback(() => {
    newestAttempt.current += 1;
    const own = newestAttempt.current;
    // Not once it was given up, begun anew or left for another page.
    const isWanted = () => isMounted.current && newestAttempt.current === own;
    dispatch({ type: "started", attempt: own });
    const depart = async () => {
      const reachability = await checkReachability();
      if (reachability === "unreachable") return dispatch({ type: "foundUnreachable", attempt: own });
      // Nor is a URL built then: each one overwrites the code verifier of the one before.
      if (!isWanted()) return undefined;
      const url = await buildUrl();
      if (isWanted()) window.location.assign(url);
      return undefined;
    };
    depart().catch((error: unknown) =>
      dispatch({
        type: "failedToStart",
        attempt: own,
        reason: error instanceof StorageBlockedError ? "storageBlocked" : "other",
      }),
    );
  }, [checkReachability, buildUrl]);

  const cancel = useCallback(() => {
    if (latest.current.kind !== "redirecting") return;
    newestAttempt.current += 1;
    window.stop();
    dispatch({ type: "cancelled" });
  }, []);

  const stopLoop = useCallback(() => dispatch({ type: "loopFound" }), []);

  return { state, start, cancel, stopLoop };
}
