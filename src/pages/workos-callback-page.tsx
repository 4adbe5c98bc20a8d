import { useCallback } from "react";

import { commonMessages } from "../config/messages/common.ts";
import { landingMessages } from "../config/messages/landing.ts";
import { defaultReturnTo } from "../config/paths.ts";
import { buildSignInPath } from "../config/sign-in-path.ts";
import { type ReturnTo } from "../contract/return-to.ts";
import { useAuth } from "../session/use-auth.ts";
import { type AuthorizationResponse } from "../sign-in/authkit/authorization-response.ts";
import { describeCallback } from "../sign-in/authkit/describe-callback.ts";
import { useAuthkitRedirect } from "../sign-in/authkit/use-authkit-redirect.ts";
import { Intro } from "../sign-in/intro.tsx";
import { Button } from "../ui/button.tsx";
import { DoorFrame } from "../ui/door-frame.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Reference } from "../ui/reference.tsx";
import { Stack } from "../ui/stack.tsx";
import { Waiting } from "../ui/waiting.tsx";

type Props = { response: AuthorizationResponse; loadedAtMs: number };

/** `/auth/workos/callback`: redirects signed-in users; otherwise shows the error. */
export function WorkosCallbackPage({ response, loadedAtMs }: Props) {
  const { session, exchangeFailure } = useAuth();
  const returnTo = findReturnTo(response);

  const hasNoCode = response.kind === "none" || response.kind === "interrupted";
  const isActive = session.kind === "active";
  if (isActive || session.kind === "restoring" || hasNoCode)
    return (
      <Waiting
        title={commonMessages.pageTitle(commonMessages.loading)}
        slowWords={landingMessages.callback.slow}
        to={
          session.kind === "restoring"
            ? null
            : isActive
              ? (returnTo ?? defaultReturnTo)
              : buildSignInPath(returnTo)
        }
      >
        {landingMessages.callback.busy}
      </Waiting>
    );
  const { words, reference } = describeCallback(response, exchangeFailure, loadedAtMs);
  return (
    <DoorFrame product={commonMessages.product} tagline={commonMessages.tagline}>
      <FailedCallback words={words} reference={reference} returnTo={returnTo ?? defaultReturnTo} />
    </DoorFrame>
  );
}

function findReturnTo(response: AuthorizationResponse): ReturnTo | null {
  if (response.kind === "none") return null;
  return response.kind === "authorized" ? response.request.returnTo : response.returnTo;
}

type FailedProps = { words: { title: string; text: string }; reference: string; returnTo: ReturnTo };

function FailedCallback({ words, reference, returnTo }: FailedProps) {
  const { getSignInUrl, isWorkosConfigured, checkWorkosReachability } = useAuth();
  const buildUrl = useCallback(() => getSignInUrl({ returnTo }), [getSignInUrl, returnTo]);
  const { state, start } = useAuthkitRedirect({
    isConfigured: isWorkosConfigured,
    checkReachability: checkWorkosReachability,
    buildUrl,
  });
  const isDown = state.kind === "unreachable" || state.kind === "stalled";

  return (
    <Stack gap="large">
      <Intro title={words.title} text={words.text} role="alert">
        <Reference>{commonMessages.reference(reference)}</Reference>
      </Intro>
      {isDown && <Notice tone="problem">{commonMessages.signIn.workosUnreachable}</Notice>}
      {state.kind === "failed" && <Notice tone="problem">{commonMessages.signIn.couldNotStart}</Notice>}
      <Stack gap="medium">
        <Button
          look="primary"
          isBusy={state.kind === "redirecting"}
          busyLabel={commonMessages.signIn.withWorkosBusy}
          onClick={start}
        >
          {landingMessages.callback.startAgain}
        </Button>
        <LinkButton look="secondary" to={buildSignInPath(returnTo)}>
          {landingMessages.callback.emailCodeInstead}
        </LinkButton>
      </Stack>
    </Stack>
  );
}
