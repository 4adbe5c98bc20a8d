import { useEffect, useRef } from "react";

import { paths } from "../config/paths.ts";
import { isSessionMarkerKey } from "../workos/session-marker.ts";
import { useWorkos } from "../workos/workos-context.ts";
import { type EmailSession } from "./email-session.ts";
import { type SignedOutReason } from "./session-state.ts";
import { type SessionTabs, type TabMessage } from "./session-tabs.ts";

type Options = {
  tabs: SessionTabs;
  emailSession: EmailSession;
  setSignedOutHere: (reason: SignedOutReason | null) => void;
  isSignedOut: boolean;
};

/** Follows what other tabs do: their sign-out ends the session here, their sign-in is looked for. */
export function useOtherTabs({ tabs, emailSession, setSignedOutHere, isSignedOut }: Options): void {
  const { forget, reconnect } = useWorkos();
  const latest = useRef({ isSignedOut, forget, reconnect });
  useEffect(() => {
    latest.current = { isSignedOut, forget, reconnect };
  });

  useEffect(() => {
    let awaitsWorkosSession = false;
    const lookForWorkosSession = () => {
      if (latest.current.isSignedOut) latest.current.reconnect();
    };
    const follow = (message: TabMessage) => {
      awaitsWorkosSession = false;
      if (message.type === "signedOut") {
        setSignedOutHere("other-tab");
        emailSession.end("other-tab");
        void latest.current.forget(window.location.origin + paths.signedOut);
        return;
      }
      if (!latest.current.isSignedOut) return;
      setSignedOutHere(null);
      if (message.source === "email-code") {
        emailSession.join();
        return;
      }
      awaitsWorkosSession = true;
      lookForWorkosSession();
    };
    // Between processes the message can be faster than the SDK's entry in localStorage; then the entry brings the news.
    const followStorage = (event: StorageEvent) => {
      if (awaitsWorkosSession && isSessionMarkerKey(event.key) && event.newValue !== null)
        lookForWorkosSession();
    };
    window.addEventListener("storage", followStorage);
    const stop = tabs.listen(follow);
    return () => {
      window.removeEventListener("storage", followStorage);
      stop();
    };
  }, [tabs, emailSession, setSignedOutHere]);
}
