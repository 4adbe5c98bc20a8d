import { useState } from "react";
import { Navigate, useNavigate } from "react-router-dom";

import { createBrowserStorage } from "../config/browser-storage.ts";
import { messages } from "../config/messages.ts";
import { defaultReturnTo } from "../config/paths.ts";
import { buildSignInPath } from "../config/sign-in-path.ts";
import { type SessionAnswer } from "../contract/session.ts";
import { useAuth } from "../session/use-auth.ts";
import { describeMagicLinkCallback } from "../sign-in/describe-magic-link-callback.ts";
import { readMagicLinkReturnTo, writeMagicLinkReturnTo } from "../sign-in/pending-magic-link.ts";
import { type MagicLinkResponse } from "../sign-in/take-magic-link-response.ts";
import { useMagicLinkRedemption } from "../sign-in/use-magic-link-redemption.ts";
import { Button } from "../ui/button.tsx";
import { DoorFrame } from "../ui/door-frame.tsx";
import { Heading } from "../ui/heading.tsx";
import { Lead } from "../ui/lead.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Reference } from "../ui/reference.tsx";
import { Stack } from "../ui/stack.tsx";
import { Waiting } from "../ui/waiting.tsx";
import { chooseLanding } from "./choose-landing.ts";

type Props = { origin: string; response: MagicLinkResponse; loadedAtMs: number };

const shared = createBrowserStorage("localStorage");

/** `/auth/magic-link/callback`: forwards who is signed in by a WorkOS Magic Link, and says what happened to who isn't. */
export function MagicLinkCallbackPage({ origin, response, loadedAtMs }: Props) {
  const { session, adoptEmailSession } = useAuth();
  const navigate = useNavigate();
  const [returnTo] = useState(() => readMagicLinkReturnTo(shared, origin, loadedAtMs));

  const adopt = (answer: SessionAnswer) => {
    writeMagicLinkReturnTo(shared, null, 0);
    adoptEmailSession(answer);
    void navigate(chooseLanding(answer, origin), { replace: true });
  };
  const [state, retry] = useMagicLinkRedemption(response, adopt);

  const waiting = (
    <Waiting title={messages.pageTitle(messages.magicLink.callback.busy)} slowWords={messages.callback.slow}>
      {messages.magicLink.callback.busy}
    </Waiting>
  );
  switch (state.step) {
    case "redeeming":
    case "signedIn":
      return waiting;
    case "nothing":
      if (session.kind === "restoring") return waiting;
      return (
        <Navigate
          to={session.kind === "active" ? (returnTo ?? defaultReturnTo) : buildSignInPath(returnTo)}
          replace
        />
      );
    case "failed": {
      const { title, text, reference } = describeMagicLinkCallback(state.failure, loadedAtMs);
      const canRetry = state.authorization !== null;
      return (
        <DoorFrame product={messages.product} tagline={messages.tagline}>
          <Stack gap="large">
            <title>{messages.pageTitle(title)}</title>
            <Stack gap="small">
              <Heading>{title}</Heading>
              <Lead role="alert">{text}</Lead>
              <Reference>{messages.reference(reference)}</Reference>
            </Stack>
            <Stack gap="medium">
              {canRetry && (
                <Button look="primary" onClick={retry}>
                  {messages.magicLink.callback.tryAgain}
                </Button>
              )}
              {session.kind === "active" ? (
                <LinkButton look={canRetry ? "secondary" : "primary"} to={defaultReturnTo}>
                  {messages.magicLink.callback.toConsole}
                </LinkButton>
              ) : (
                <LinkButton look={canRetry ? "secondary" : "primary"} to={buildSignInPath(returnTo)}>
                  {messages.callback.startAgain}
                </LinkButton>
              )}
            </Stack>
          </Stack>
        </DoorFrame>
      );
    }
  }
  state satisfies never;
}
