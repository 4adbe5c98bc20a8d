import { useLocation } from "react-router-dom";

import { buildPath } from "../config/current-path.ts";
import { commonMessages } from "../config/messages/common.ts";
import { consoleMessages } from "../config/messages/console.ts";
import { buildSignInPath } from "../config/sign-in-path.ts";
import { useAuth } from "../session/use-auth.ts";
import { type SessionState } from "../session/session-state.ts";
import { Button } from "../ui/button.tsx";
import { DoorFrame } from "../ui/door-frame.tsx";
import { Heading } from "../ui/heading.tsx";
import { Lead } from "../ui/lead.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Reference } from "../ui/reference.tsx";
import { Stack } from "../ui/stack.tsx";
import { useCountdown } from "../ui/use-countdown.ts";

type Outage = (SessionState & { kind: "unreachable" })["outage"];

/** Stands where a page would, while nobody can say whether the person is signed in; carries on by itself. */
export function UnreachablePage({ outage }: { outage: Outage }) {
  const { retrySession } = useAuth();
  const location = useLocation();
  const remainingSeconds = useCountdown(outage.retryAtMs);
  const { outage: words } = consoleMessages;
  const title = chooseTitle(outage.cause);
  return (
    <DoorFrame product={commonMessages.product} tagline={commonMessages.tagline}>
      <title>{commonMessages.pageTitle(title)}</title>
      <Stack gap="large">
        <Stack gap="small">
          <Heading>{title}</Heading>
          <Lead role="status">{`${words.causes[outage.cause]} ${words.kept}`}</Lead>
          <Lead size="small">{remainingSeconds > 0 ? words.retryIn(remainingSeconds) : words.retrying}</Lead>
          {outage.reference !== null && <Reference>{commonMessages.reference(outage.reference)}</Reference>}
        </Stack>
        <Stack gap="medium">
          <Button look="primary" onClick={retrySession}>
            {words.retryNow}
          </Button>
          <LinkButton look="secondary" to={buildSignInPath(buildPath(location))}>
            {words.emailCodeInstead}
          </LinkButton>
        </Stack>
      </Stack>
    </DoorFrame>
  );
}

function chooseTitle(cause: Outage["cause"]): string {
  switch (cause) {
    case "offline":
      return consoleMessages.outage.offlineTitle;
    case "foreignAnswer":
      return consoleMessages.outage.foreignTitle;
    case "rateLimited":
      return consoleMessages.outage.rateLimitedTitle;
    case "network":
    case "timeout":
    case "failed":
      return consoleMessages.outage.unreachableTitle;
  }
  cause satisfies never;
}
