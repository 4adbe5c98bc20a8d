import { useNavigate, useSearchParams } from "react-router-dom";

import { messages } from "../config/messages.ts";
import { defaultReturnTo } from "../config/paths.ts";
import { type SessionAnswer } from "../contract/session.ts";
import { parseReturnTo } from "../contract/return-to.ts";
import { useAuth } from "../session/use-auth.ts";
import { SignInPanel } from "../sign-in/sign-in-panel.tsx";
import { DoorFrame } from "../ui/door-frame.tsx";

/** `/sign-in`: takes `return_to`, `login_hint`, `organization_id`, `invitation_token`. */
export function SignInPage({ origin }: { origin: string }) {
  const { isWorkosConfigured, getSignInUrl, adoptEmailSession, session } = useAuth();
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  const returnTo = parseReturnTo(parameters.get("return_to"), origin);

  const startWorkosSignIn = async () => {
    const loginHint = parameters.get("login_hint");
    const organizationId = parameters.get("organization_id");
    const invitationToken = parameters.get("invitation_token");
    const url = await getSignInUrl({
      returnTo: returnTo ?? defaultReturnTo,
      ...(loginHint !== null && { loginHint }),
      ...(organizationId !== null && { organizationId }),
      ...(invitationToken !== null && { invitationToken }),
    });
    window.location.assign(url);
  };

  const adopt = (answer: SessionAnswer) => {
    adoptEmailSession(answer);
    const target = returnTo ?? parseReturnTo(answer.returnTo, origin) ?? defaultReturnTo;
    void navigate(target, { replace: true });
  };

  const hasEnded = session.kind === "signedOut" && session.reason === "session-ended";
  return (
    <DoorFrame product={messages.product} tagline={messages.tagline}>
      <SignInPanel
        isWorkosConfigured={isWorkosConfigured}
        startWorkosSignIn={startWorkosSignIn}
        onVerified={adopt}
        returnTo={returnTo}
        notice={hasEnded ? messages.functionFailures.session_ended(null, null) : null}
      />
    </DoorFrame>
  );
}
