import { useCallback } from "react";

import { commonMessages } from "../config/messages/common.ts";
import { landingMessages } from "../config/messages/landing.ts";
import { defaultReturnTo, paths } from "../config/paths.ts";
import { useAuth } from "../session/use-auth.ts";
import { useAuthkitRedirect } from "../sign-in/authkit/use-authkit-redirect.ts";
import { Intro } from "../sign-in/intro.tsx";
import { Button } from "../ui/button.tsx";
import { DoorFrame } from "../ui/door-frame.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Stack } from "../ui/stack.tsx";
import { Waiting } from "../ui/waiting.tsx";

/** `/signed-out`: the end of a sign-out; never signs in again without a click. */
export function SignedOutPage() {
  const { session } = useAuth();
  const { signedOut } = landingMessages;
  // WorkOS is about to redirect to this page, which would take away whatever it showed now.
  if (session.kind === "signedOut" && session.isLeaving)
    return (
      <Waiting title={commonMessages.pageTitle(commonMessages.loading)} slowWords={signedOut.slow}>
        {signedOut.leaving}
      </Waiting>
    );
  return <SignedOut isTold={session.kind !== "signedOut" || session.isIssuerTold} />;
}

function SignedOut({ isTold }: { isTold: boolean }) {
  const { isWorkosConfigured, getSignInUrl, checkWorkosReachability } = useAuth();
  // `login` makes WorkOS ask for credentials even if it has a session.
  const buildUrl = useCallback(
    () => getSignInUrl({ prompt: "login", returnTo: defaultReturnTo }),
    [getSignInUrl],
  );
  const { state, start } = useAuthkitRedirect({
    isConfigured: isWorkosConfigured,
    checkReachability: checkWorkosReachability,
    buildUrl,
  });
  const { signedOut } = landingMessages;
  const title = isTold ? signedOut.title : signedOut.hereTitle;
  const isDown = state.kind === "stalled" || (state.kind === "unreachable" && state.isAnswerToClick);
  return (
    <DoorFrame product={commonMessages.product} tagline={commonMessages.tagline}>
      <Stack gap="large">
        <Intro title={title} text={isTold ? signedOut.text : signedOut.hereText} role="status" />
        {isDown && <Notice tone="problem">{commonMessages.signIn.workosUnreachable}</Notice>}
        {state.kind === "failed" && <Notice tone="problem">{commonMessages.signIn.couldNotStart}</Notice>}
        <Stack gap="medium">
          <LinkButton look="primary" to={paths.signIn}>
            {signedOut.again}
          </LinkButton>
          {isWorkosConfigured && (
            <Button
              look="quiet"
              isBusy={state.kind === "redirecting"}
              busyLabel={commonMessages.signIn.withWorkosBusy}
              data-early="workos"
              onClick={start}
            >
              {signedOut.anotherAccount}
            </Button>
          )}
        </Stack>
      </Stack>
    </DoorFrame>
  );
}
