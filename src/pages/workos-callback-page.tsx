import { useState } from "react";
import { Navigate } from "react-router-dom";

import { messages } from "../config/messages.ts";
import { defaultReturnTo, paths } from "../config/paths.ts";
import { useAuth } from "../session/use-auth.ts";
import { type AuthorizationResponse } from "../sign-in/authorization-response.ts";
import { Button } from "../ui/button.tsx";
import { DoorFrame } from "../ui/door-frame.tsx";
import { Heading } from "../ui/heading.tsx";
import { Lead } from "../ui/lead.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Stack } from "../ui/stack.tsx";
import { Waiting } from "../ui/waiting.tsx";

/** `/auth/workos/callback`: forwards who is signed in, and says what happened to who isn't. */
export function WorkosCallbackPage({ response }: { response: AuthorizationResponse }) {
  const { session } = useAuth();
  const returnTo = "returnTo" in response ? response.returnTo : null;

  if (session.kind === "active") return <Navigate to={returnTo ?? defaultReturnTo} replace />;
  if (session.kind === "restoring") return <Waiting>{messages.callback.busy}</Waiting>;
  if (response.kind === "none") return <Navigate to={paths.signIn} replace />;
  return (
    <DoorFrame product={messages.product} tagline={messages.tagline}>
      <FailedCallback words={chooseWords(response)} returnTo={returnTo ?? defaultReturnTo} />
    </DoorFrame>
  );
}

function chooseWords(response: Exclude<AuthorizationResponse, { kind: "none" }>) {
  const { callback } = messages;
  switch (response.kind) {
    // WorkOS gave a code and there is no session: the exchange was refused or got no answer.
    case "authorized":
      return callback.exchangeFailed;
    case "denied":
      return response.error === "access_denied" ? callback.denied : callback.providerError;
    case "stateMismatch":
      return callback.stateMismatch;
    case "noPendingRequest":
      return callback.noPendingRequest;
    case "malformed":
      return callback.malformed;
  }
  response satisfies never;
}

function FailedCallback({ words, returnTo }: { words: { title: string; text: string }; returnTo: string }) {
  const { getSignInUrl } = useAuth();
  const [progress, setProgress] = useState<"idle" | "leaving" | "failed">("idle");

  const startAgain = async () => {
    setProgress("leaving");
    try {
      window.location.assign(await getSignInUrl({ returnTo }));
    } catch {
      setProgress("failed");
    }
  };

  return (
    <Stack gap="large">
      <title>{messages.pageTitle(words.title)}</title>
      <Stack gap="small">
        <Heading>{words.title}</Heading>
        <Lead>{words.text}</Lead>
      </Stack>
      {progress === "failed" && <Notice tone="problem">{messages.signIn.couldNotStart}</Notice>}
      <Stack gap="medium">
        <Button
          look="primary"
          isBusy={progress === "leaving"}
          busyLabel={messages.signIn.withWorkosBusy}
          onClick={() => void startAgain()}
        >
          {messages.tryAgain}
        </Button>
        <LinkButton
          look="secondary"
          to={`${paths.signIn}?${new URLSearchParams({ return_to: returnTo }).toString()}`}
        >
          {messages.callback.emailCodeInstead}
        </LinkButton>
      </Stack>
    </Stack>
  );
}
