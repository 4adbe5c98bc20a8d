import { type ComponentType } from "react";
import { useNavigate } from "react-router-dom";

import { type SessionAnswer } from "../contract/session.ts";
import { formatEmailAddress } from "../contract/readable-email-address.ts";
import { useAuth } from "../session/use-auth.ts";
import { type WayCallbackProps } from "../sign-in/way-in.ts";
import { chooseLanding } from "./choose-landing.ts";

type Props = { origin: string; loadedAtMs: number; Callback: ComponentType<WayCallbackProps> };

/** The callback page of a way to sign in, with access to the session. */
export function WayCallbackPage({ origin, loadedAtMs, Callback }: Props) {
  const { session, adoptEmailSession } = useAuth();
  const navigate = useNavigate();

  const adopt = (answer: SessionAnswer) => {
    adoptEmailSession(answer);
    void navigate(chooseLanding(answer, origin), { replace: true });
  };
  return (
    <Callback
      origin={origin}
      loadedAtMs={loadedAtMs}
      isRestoring={session.kind === "restoring"}
      signedInAs={session.kind === "active" ? formatEmailAddress(session.session.user.email) : null}
      onSignedIn={adopt}
    />
  );
}
