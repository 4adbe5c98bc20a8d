import { useCallback } from "react";

import { commonMessages } from "../../config/messages/common.ts";
import { consoleMessages } from "../../config/messages/console.ts";
import { defaultReturnTo, paths } from "../../config/paths.ts";
import { useAuth } from "../../session/use-auth.ts";
import { useAuthkitRedirect } from "../../sign-in/authkit/use-authkit-redirect.ts";
import { Button } from "../../ui/button.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Stack } from "../../ui/stack.tsx";

/** The ways to accept an invitation without a session: through WorkOS, or with a code to the invited address. */
export function InvitationForNewcomer({ token, email }: { token: string; email: string }) {
  const { isWorkosConfigured, getSignUpUrl, checkWorkosReachability } = useAuth();
  const words = consoleMessages.acceptInvitation;
  const buildUrl = useCallback(
    () => getSignUpUrl({ invitationToken: token, loginHint: email, returnTo: defaultReturnTo }),
    [getSignUpUrl, token, email],
  );
  const { state, start } = useAuthkitRedirect({
    isConfigured: isWorkosConfigured,
    checkReachability: checkWorkosReachability,
    buildUrl,
  });
  const isDown = state.kind === "stalled" || (state.kind === "unreachable" && state.isAnswerToClick);
  const withCode = new URLSearchParams({ invitation_token: token, login_hint: email });
  return (
    <>
      {isDown && <Notice tone="problem">{commonMessages.signIn.workosUnreachable}</Notice>}
      {state.kind === "failed" && <Notice tone="problem">{commonMessages.signIn.couldNotStart}</Notice>}
      <Stack gap="medium">
        {isWorkosConfigured && (
          <Button
            look="primary"
            isBusy={state.kind === "redirecting"}
            busyLabel={commonMessages.signIn.withWorkosBusy}
            onClick={start}
          >
            {words.withWorkos}
          </Button>
        )}
        <LinkButton look="secondary" to={`${paths.signIn}?${withCode.toString()}`}>
          {words.withEmailCode}
        </LinkButton>
      </Stack>
    </>
  );
}
