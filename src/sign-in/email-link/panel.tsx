import { type ReactNode, useCallback, useState } from "react";

import { describeFunctionFailure } from "../../config/failure-message.ts";
import { defaultReturnTo } from "../../config/paths.ts";
import { buildSignInPath } from "../../config/sign-in-path.ts";
import { type EmailLinkToken } from "../../contract/email-link-token.ts";
import { formatPairingCode, type PairingCode } from "../../contract/pairing-code.ts";
import { type SessionAnswer } from "../../contract/session.ts";
import { Button } from "../../ui/button.tsx";
import { Lead } from "../../ui/lead.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { PairingCodeDisplay } from "../../ui/pairing-code-display.tsx";
import { Stack } from "../../ui/stack.tsx";
import { useAfter } from "../../ui/use-after.ts";
import { describeReference } from "../describe-reference.ts";
import { Intro } from "../intro.tsx";
import { slowAfterMs } from "../slow-after.ts";
import { emailLinkMessages } from "./messages.ts";
import { useEmailLinkRedemption } from "./use-redemption.ts";

type Props = {
  token: EmailLinkToken | null;
  /** Email address of the session that this browser already has. */
  signedInAs: string | null;
  onSignedIn: (answer: SessionAnswer) => void;
};

/** A button that uses the mailed link; in another browser, the pairing code to type into the browser that requested it. */
export function EmailLinkPanel({ token, signedInAs, onSignedIn }: Props) {
  const [state, redeem] = useEmailLinkRedemption(token, onSignedIn);
  const isSlow = useAfter(slowAfterMs, state.step === "redeeming");
  const words = emailLinkMessages;
  switch (state.step) {
    case "missing":
      return (
        <Outcome title={words.missingTitle} text={words.missingText}>
          <LinkButton look="primary" to={buildSignInPath(null)}>
            {words.askAgain}
          </LinkButton>
        </Outcome>
      );
    case "ready":
    case "redeeming":
    case "signedIn":
      return (
        <Outcome title={words.title} text={words.text}>
          {signedInAs !== null && state.step === "ready" && (
            <Notice tone="info">{words.signedInAlready(signedInAs)}</Notice>
          )}
          <Button
            look="primary"
            isBusy={state.step !== "ready"}
            busyLabel={isSlow ? words.slow : words.busy}
            onClick={() => void redeem()}
          >
            {words.submit}
          </Button>
          {signedInAs !== null && state.step === "ready" && (
            <LinkButton look="quiet" to={defaultReturnTo}>
              {words.toConsole}
            </LinkButton>
          )}
        </Outcome>
      );
    case "otherBrowser":
      return <OtherBrowser pairingCode={state.pairingCode} expiresAtMs={state.expiresAtMs} />;
    case "failed":
      return (
        <Outcome title={words.failedTitle} text={null}>
          <Notice tone="problem" reference={describeReference(state.failure)}>
            {describeFunctionFailure(state.failure)}
          </Notice>
          {state.token !== null && (
            <Button look="primary" onClick={() => void redeem()}>
              {words.tryAgain}
            </Button>
          )}
          <LinkButton look={state.token === null ? "primary" : "secondary"} to={buildSignInPath(null)}>
            {words.askAgain}
          </LinkButton>
        </Outcome>
      );
  }
  state satisfies never;
}

type OutcomeProps = { title: string; text: string | null; children: ReactNode };

function Outcome({ title, text, children }: OutcomeProps) {
  return (
    <Stack gap="large">
      <Intro title={title} text={text} />
      <Stack gap="medium">{children}</Stack>
    </Stack>
  );
}

function OtherBrowser({ pairingCode, expiresAtMs }: { pairingCode: PairingCode; expiresAtMs: number }) {
  const [isCopied, setIsCopied] = useState(false);
  const [minutes] = useState(() => Math.round((expiresAtMs - Date.now()) / 60_000));
  const text = formatPairingCode(pairingCode);
  const copy = useCallback(async () => {
    try {
      await navigator.clipboard.writeText(text);
      setIsCopied(true);
    } catch {
      // Without access to the clipboard, the code can still be read.
    }
  }, [text]);
  const words = emailLinkMessages;
  return (
    <Outcome title={words.elsewhereTitle} text={words.elsewhereText}>
      <PairingCodeDisplay>{text}</PairingCodeDisplay>
      <Button look="secondary" onClick={() => void copy()}>
        {isCopied ? words.copied : words.copy}
      </Button>
      <Lead size="small">{words.elsewhereExpires(minutes)}</Lead>
      <Lead size="small">{words.elsewhereWarning}</Lead>
    </Outcome>
  );
}
