import { useState } from "react";

import { createBrowserStorage } from "../../config/browser-storage.ts";
import { commonMessages } from "../../config/messages/common.ts";
import { landingMessages } from "../../config/messages/landing.ts";
import { defaultReturnTo } from "../../config/paths.ts";
import { buildSignInPath } from "../../config/sign-in-path.ts";
import { type SessionAnswer } from "../../contract/session.ts";
import { Button } from "../../ui/button.tsx";
import { DoorFrame } from "../../ui/door-frame.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { Reference } from "../../ui/reference.tsx";
import { Stack } from "../../ui/stack.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import { Intro } from "../intro.tsx";
import { type WayCallbackProps } from "../way-in.ts";
import { describeMagicLinkCallback } from "./describe-failure.ts";
import { magicLinkMessages } from "./messages.ts";
import { readMagicLinkReturnTo, writeMagicLinkReturnTo } from "./pending.ts";
import { type MagicLinkResponse } from "./take-response.ts";
import { useMagicLinkRedemption } from "./use-redemption.ts";

type Props = WayCallbackProps & { response: MagicLinkResponse };

const shared = createBrowserStorage("localStorage");

/** `/auth/magic-link/callback`: signs in with a Magic Link, or explains why that failed. */
export function MagicLinkCallback(props: Props) {
  const { origin, loadedAtMs, response, isRestoring, signedInAs, onSignedIn } = props;
  const [returnTo] = useState(() => readMagicLinkReturnTo(shared, origin, loadedAtMs));
  const [state, retry] = useMagicLinkRedemption(response, (answer: SessionAnswer) => {
    writeMagicLinkReturnTo(shared, null, 0);
    onSignedIn(answer);
  });
  const words = magicLinkMessages.callback;

  const wait = (to: string | null) => (
    <Waiting title={commonMessages.pageTitle(words.busy)} slowWords={landingMessages.callback.slow} to={to}>
      {words.busy}
    </Waiting>
  );
  switch (state.step) {
    case "redeeming":
    case "signedIn":
      return wait(null);
    case "nothing":
      if (isRestoring) return wait(null);
      return wait(signedInAs === null ? buildSignInPath(returnTo) : (returnTo ?? defaultReturnTo));
    case "failed": {
      const { title, text, reference } = describeMagicLinkCallback(state.failure, loadedAtMs);
      const canRetry = state.authorization !== null;
      return (
        <DoorFrame product={commonMessages.product} tagline={commonMessages.tagline}>
          <Stack gap="large">
            <Intro title={title} text={text} role="alert">
              <Reference>{commonMessages.reference(reference)}</Reference>
            </Intro>
            <Stack gap="medium">
              {canRetry && (
                <Button look="primary" onClick={retry}>
                  {words.tryAgain}
                </Button>
              )}
              <LinkButton
                look={canRetry ? "secondary" : "primary"}
                to={signedInAs === null ? buildSignInPath(returnTo) : defaultReturnTo}
              >
                {signedInAs === null ? landingMessages.callback.startAgain : words.toConsole}
              </LinkButton>
            </Stack>
          </Stack>
        </DoorFrame>
      );
    }
  }
  state satisfies never;
}
