import { useCallback, useState } from "react";
import { useNavigate, useSearchParams } from "react-router-dom";

import { createBrowserStorage } from "../config/browser-storage.ts";
import { areCookiesBlocked } from "../config/cookies-blocked.ts";
import { readLastMethod } from "../config/last-method.ts";
import { describeSessionRefusal } from "../config/refusal-message.ts";
import { commonMessages } from "../config/messages/common.ts";
import { defaultReturnTo } from "../config/paths.ts";
import { type SessionAnswer } from "../contract/session.ts";
import { useAuth } from "../session/use-auth.ts";
import { readSignInParameters } from "../sign-in/sign-in-parameters.ts";
import { SignInPanel, type WorkosHint } from "../sign-in/sign-in-panel.tsx";
import { DoorFrame } from "../ui/door-frame.tsx";
import { useMountedValue } from "../ui/use-mounted-value.ts";
import { chooseLanding } from "./choose-landing.ts";

export { EmailCodePanel, preloadSteps } from "../sign-in/sign-in-panel.tsx";

/** `/sign-in`: takes `return_to`, `login_hint`, `organization_id`, `invitation_token`. */
export function SignInPage({ origin }: { origin: string }) {
  const { isWorkosConfigured, getSignInUrl, checkWorkosReachability, adoptEmailSession, session } = useAuth();
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  const [options] = useState(() => readSignInParameters(parameters, origin));
  const { returnTo } = options;
  const lastMethod = useMountedValue(() => readLastMethod(createBrowserStorage("localStorage")), null);
  const isWithoutCookies = useMountedValue(areCookiesBlocked, false);

  const refusal = session.kind === "signedOut" ? session.refusal : null;
  // The organization's own requirements are met at WorkOS by opening that organization.
  const refusedOrganizationId = refusal?.organizationId ?? null;
  const buildWorkosUrl = useCallback(
    (hint: WorkosHint) =>
      getSignInUrl({
        ...(refusedOrganizationId !== null && { organizationId: refusedOrganizationId }),
        ...options.authorization,
        ...hint,
        returnTo: returnTo ?? defaultReturnTo,
      }),
    [getSignInUrl, options, returnTo, refusedOrganizationId],
  );

  const adopt = (answer: SessionAnswer) => {
    adoptEmailSession(answer);
    void navigate(returnTo ?? chooseLanding(answer, origin), { replace: true });
  };

  const hasEnded = session.kind === "signedOut" && session.reason === "session-ended";
  return (
    <DoorFrame product={commonMessages.product} tagline={commonMessages.tagline}>
      <SignInPanel
        isWorkosConfigured={isWorkosConfigured}
        checkReachability={checkWorkosReachability}
        buildWorkosUrl={buildWorkosUrl}
        onVerified={adopt}
        returnTo={returnTo}
        notices={[
          ...(hasEnded ? [describeEnd(refusal)] : []),
          ...options.dropped.map((part) => commonMessages.signIn.dropped[part]),
        ]}
        reference={refusal === null ? null : commonMessages.reference(refusal.reference)}
        areCookiesBlocked={isWithoutCookies}
        lastMethod={lastMethod}
        loginHint={options.authorization.loginHint ?? null}
        invitationToken={options.authorization.invitationToken ?? null}
      />
    </DoorFrame>
  );
}

function describeEnd(refusal: { error: string | null } | null): string {
  return refusal === null ? commonMessages.session.ended : describeSessionRefusal(refusal.error);
}
