import { useLocation } from "react-router-dom";

import { buildPath } from "../config/current-path.ts";
import { commonMessages } from "../config/messages/common.ts";
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
  const { session } = commonMessages;
  const title = chooseTitle(outage.cause);
  return (
    <DoorFrame product={commonMessages.product} tagline={commonMessages.tagline}>
      <title>{commonMessages.pageTitle(title)}</title>
      <Stack gap="large">
        <Stack gap="small">
          <Heading>{title}</Heading>
          <Lead role="status">{`${session.causes[outage.cause]} ${session.kept}`}</Lead>
          <Lead size="small">
            {remainingSeconds > 0 ? session.retryIn(remainingSeconds) : session.retrying}
          </Lead>
          {outage.reference !== null && <Reference>{commonMessages.reference(outage.reference)}</Reference>}
        </Stack>
        <Stack gap="medium">
          <Button look="primary" onClick={retrySession}>
            {session.retryNow}
          </Button>
          <LinkButton look="secondary" to={buildSignInPath(buildPath(location))}>
            {session.emailCodeInstead}
          </LinkButton>
        </Stack>
      </Stack>
    </DoorFrame>
  );
}

function chooseTitle(cause: Outage["cause"]): string {
  switch (cause) {
    case "offline":
      return commonMessages.session.offlineTitle;
    case "foreignAnswer":
      return commonMessages.session.foreignTitle;
    case "rateLimited":
      return commonMessages.session.rateLimitedTitle;
    case "network":
    case "timeout":
    case "failed":
      return commonMessages.session.unreachableTitle;
  }
  cause satisfies never;
}
