import { useEffect, useRef } from "react";

import { type SignInMethod } from "../config/last-method.ts";
import { messages } from "../config/messages.ts";
import { Button } from "../ui/button.tsx";
import { Heading } from "../ui/heading.tsx";
import { Lead } from "../ui/lead.tsx";
import { Notice } from "../ui/notice.tsx";
import { OrDivider } from "../ui/or-divider.tsx";
import { Stack } from "../ui/stack.tsx";
import { useAfter } from "../ui/use-after.ts";
import { slowAfterMs } from "./slow-after.ts";
import { describeDeparture } from "./describe-departure.ts";
import { type Departure } from "./use-departure.ts";
import { type EmailCodeAvailability } from "./use-function-health.ts";

type Props = {
  notice: string | null;
  isWorkosConfigured: boolean;
  departure: Departure;
  emailCode: EmailCodeAvailability;
  areCookiesBlocked: boolean;
  lastMethod: SignInMethod | null;
  onEmailCode: () => void;
  /** Null where Magic Links aren't switched on, or don't work at the moment. */
  onMagicLink: (() => void) | null;
};

const workosNoteId = "workos-note";
const emailNoteId = "email-note";

/** The choice of a way in. A way that doesn't work says why; the one that does comes first. */
export function MethodChoice(props: Props) {
  const { notice, isWorkosConfigured, departure, emailCode, areCookiesBlocked, lastMethod } = props;
  const { signIn } = messages;
  const { state } = departure;
  const emailButton = useRef<HTMLButtonElement>(null);
  const isSlow = useAfter(slowAfterMs, state.kind === "leaving");
  const isWorkosDown = state.kind === "unreachable" || state.kind === "stalled";
  const isEmailDown = describeAvailability(emailCode) !== null;
  const isEmailFirst = isWorkosDown && !isEmailDown;
  const workosNote = join(describeDeparture(state), isEmailFirst && signIn.emailStillWorks);
  const emailNote = join(
    describeAvailability(emailCode),
    isWorkosConfigured && !isWorkosDown && signIn.workosStillWorks,
  );

  // Whoever has just clicked is led to the way that works; nobody's focus is taken by a finding of the page's own.
  const wasClicked = state.kind === "stalled" || (state.kind === "unreachable" && state.isAnswerToClick);
  useEffect(() => {
    if (wasClicked && emailNote === null) emailButton.current?.focus();
  }, [wasClicked, emailNote]);

  const workos = (
    <Stack key="workos" gap="medium">
      <Button
        look={isEmailFirst ? "secondary" : "primary"}
        isBusy={state.kind === "leaving"}
        busyLabel={isSlow ? signIn.workosSlow : signIn.withWorkosBusy}
        disabled={!isWorkosConfigured || areCookiesBlocked}
        {...(!isWorkosConfigured && { "aria-describedby": workosNoteId })}
        {...(lastMethod === "workos" && { badge: signIn.lastUsed })}
        onClick={departure.leave}
      >
        {isWorkosDown ? signIn.workosAgain : signIn.withWorkos}
      </Button>
      {!isWorkosConfigured && (
        <Notice tone="info" id={workosNoteId}>
          {join(signIn.notConfigured, !isEmailDown && signIn.emailStillWorks)}
        </Notice>
      )}
    </Stack>
  );
  const email = (
    <Stack key="email" gap="medium">
      <Button
        ref={emailButton}
        look={isEmailFirst ? "primary" : "secondary"}
        disabled={emailNote !== null || areCookiesBlocked}
        {...(emailNote !== null && { "aria-describedby": emailNoteId })}
        {...(lastMethod === "email-code" && { badge: signIn.lastUsed })}
        onClick={props.onEmailCode}
      >
        {signIn.withEmailCode}
      </Button>
      {emailNote !== null && (
        <Notice tone="info" id={emailNoteId}>
          {emailNote}
        </Notice>
      )}
    </Stack>
  );

  return (
    <Stack gap="large">
      <title>{messages.pageTitle(signIn.title)}</title>
      <Stack gap="small">
        <Heading>{signIn.title}</Heading>
        <Lead>{signIn.lead}</Lead>
      </Stack>
      {notice !== null && <Notice tone="info">{notice}</Notice>}
      {areCookiesBlocked && (
        <Notice
          tone="problem"
          action={
            <Button look="secondary" onClick={() => window.location.reload()}>
              {signIn.reload}
            </Button>
          }
        >
          {signIn.cookiesBlocked}
        </Notice>
      )}
      {workosNote !== null && <Notice tone="problem">{workosNote}</Notice>}
      <Stack gap="medium">
        {isEmailFirst ? email : workos}
        <OrDivider>{signIn.or}</OrDivider>
        {isEmailFirst ? workos : email}
        {props.onMagicLink !== null && (
          <Button look="quiet" disabled={areCookiesBlocked} onClick={props.onMagicLink}>
            {signIn.withMagicLink}
          </Button>
        )}
      </Stack>
    </Stack>
  );
}

/** The note with what still works behind it; null when there is nothing to note. */
function join(note: string | null, consolation: string | false): string | null {
  return note === null || consolation === false ? note : `${note} ${consolation}`;
}

function describeAvailability(availability: EmailCodeAvailability): string | null {
  switch (availability) {
    case "unknown":
    case "available":
      return null;
    case "unavailable":
      return messages.signIn.emailUnavailable;
    case "unreachable":
      return messages.signIn.emailUnreachable;
    case "not_configured":
      return messages.signIn.emailNotConfigured;
  }
  availability satisfies never;
}
