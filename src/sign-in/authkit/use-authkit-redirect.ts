import { useCallback, useEffect, useLayoutEffect, useReducer, useRef } from "react";

import { takeEarly } from "../../early/early-state.ts";
import { type CheckReachability } from "../../workos/reachability.ts";
import { InsecurePageError } from "../../workos/insecure-page.ts";
import { StorageBlockedError } from "../../workos/storage-blocked-error.ts";
import { type RedirectFailure, type RedirectState, idleRedirect, reduceRedirect } from "./redirect-state.ts";

/** Milliseconds after which a navigation without an answer is stopped. */
const stalledAfterMs = 8_000;

export type AuthkitRedirect = {
  state: RedirectState;
  /** Redirects to AuthKit if WorkOS is reachable; the page stays usable until WorkOS answers. */
  start: () => void;
  /** Stops a pending redirect, because another way to sign in was chosen. */
  cancel: () => void;
  /** Reports a loop of automatic sign-ins instead of redirecting once more. */
  stopLoop: () => void;
};

type Options = {
  isConfigured: boolean;
  checkReachability: CheckReachability;
  /** Called once per redirect, because each authorization URL has its own code verifier. */
  buildUrl: () => Promise<string>;
};

/** The state of the redirect to AuthKit, and the calls that start and stop it. */
export function useAuthkitRedirect({ isConfigured, checkReachability, buildUrl }: Options): AuthkitRedirect {
  const [state, dispatch] = useReducer(reduceRedirect, idleRedirect);
  const latest = useRef(state);
  // Not in the state, because the answers to an attempt may arrive before the next render.
  const newestAttempt = useRef(0);
  const isMounted = useRef(false);
  // When the navigation began that is under way, in milliseconds since the epoch; null for one of this page's own.
  const begunEarlyAtMs = useRef<number | null>(null);
  useEffect(() => {
    latest.current = state;
  });

  useEffect(() => {
    isMounted.current = true;
    return () => {
      isMounted.current = false;
      // StrictMode mounts again at once, and the early script's redirect goes on.
      queueMicrotask(() => {
        if (!isMounted.current && latest.current.kind === "redirecting") window.stop();
      });
    };
  }, []);

  // Before the click, so that the click doesn't have to wait, and again when the network is back.
  useEffect(() => {
    if (!isConfigured) return undefined;
    const probe = async () => dispatch({ type: "probed", reachability: await checkReachability() });
    // A failure says nothing of WorkOS: the click asks again, and says what is wrong.
    const probeNow = () => void probe().catch(() => undefined);
    probeNow();
    window.addEventListener("online", probeNow);
    return () => window.removeEventListener("online", probeNow);
  }, [isConfigured, checkReachability]);

  useEffect(() => {
    // The event also follows every load, which has nothing to reset.
    const reset = ({ persisted }: PageTransitionEvent) => {
      if (!persisted) return;
      newestAttempt.current += 1;
      dispatch({ type: "pageRestored" });
    };
    window.addEventListener("pageshow", reset);
    return () => window.removeEventListener("pageshow", reset);
  }, []);

  const isRedirecting = state.kind === "redirecting";
  const { attempt } = state;
  useEffect(() => {
    if (!isRedirecting) return undefined;
    const passedMs = begunEarlyAtMs.current === null ? 0 : Date.now() - begunEarlyAtMs.current;
    const timer = setTimeout(
      () => {
        newestAttempt.current += 1;
        window.stop();
        dispatch({ type: "timedOut", attempt });
      },
      // A clock that was set back must not make it longer.
      stalledAfterMs - Math.max(0, passedMs),
    );
    return () => clearTimeout(timer);
  }, [isRedirecting, attempt]);

  const start = useCallback(() => {
    newestAttempt.current += 1;
    const own = newestAttempt.current;
    begunEarlyAtMs.current = null;
    // Not after a cancellation, a newer click or a change of page.
    const isWanted = () => isMounted.current && newestAttempt.current === own;
    dispatch({ type: "started", attempt: own });
    const navigate = async () => {
      const reachability = await checkReachability();
      if (reachability === "unreachable") return dispatch({ type: "foundUnreachable", attempt: own });
      // Checked before building the URL too, because each URL overwrites the previous code verifier.
      if (!isWanted()) return undefined;
      const url = await buildUrl();
      if (isWanted()) window.location.assign(url);
      return undefined;
    };
    navigate().catch((error: unknown) =>
      dispatch({
        type: "failedToStart",
        attempt: own,
        reason: readReason(error),
      }),
    );
  }, [checkReachability, buildUrl]);

  // Before the first paint: the button stays busy.
  useLayoutEffect(() => {
    const early = takeEarly("redirect");
    if (early === null) return;
    if (!early.hasLeft) {
      start();
      return;
    }
    newestAttempt.current += 1;
    begunEarlyAtMs.current = early.begunAtMs;
    void import("../../config/flight-recorder.ts").then(
      ({ recordStep }) => recordStep("redirect", null, null, early.begunAtMs),
      () => undefined,
    );
    dispatch({ type: "started", attempt: newestAttempt.current });
  }, [start]);

  const cancel = useCallback(() => {
    if (latest.current.kind !== "redirecting") return;
    newestAttempt.current += 1;
    window.stop();
    dispatch({ type: "cancelled" });
  }, []);

  const stopLoop = useCallback(() => dispatch({ type: "loopFound" }), []);

  return { state, start, cancel, stopLoop };
}

function readReason(error: unknown): RedirectFailure {
  if (error instanceof StorageBlockedError) return "storageBlocked";
  return error instanceof InsecurePageError ? "insecurePage" : "other";
}
