import { useEffect, useRef } from "react";

import { type SignInMethod } from "../config/last-method.ts";
import { commonMessages } from "../config/messages/common.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { OrDivider } from "../ui/or-divider.tsx";
import { Stack } from "../ui/stack.tsx";
import { useAfter } from "../ui/use-after.ts";
import { useMountedValue } from "../ui/use-mounted-value.ts";
import { Intro } from "./intro.tsx";
import { slowAfterMs } from "./slow-after.ts";
import { isPageInsecure } from "../workos/insecure-page.ts";
import { describeInsecurePage, describeRedirect } from "./authkit/describe-redirect.ts";
import { type AuthkitRedirect } from "./authkit/use-authkit-redirect.ts";
import { type EmailCodeAvailability } from "./use-function-health.ts";

type Props = {
  notices: readonly string[];
  reference?: string | null;
  isWorkosConfigured: boolean;
  redirect: AuthkitRedirect;
  emailCode: EmailCodeAvailability;
  areCookiesBlocked: boolean;
  lastMethod: SignInMethod | null;
  onEmailCode: () => void;
  /** The other ways that work right now. */
  others: { label: string; onChoose: () => void }[];
};

const workosNoteId = "workos-note";
const emailNoteId = "email-note";

/** Buttons for the ways to sign in. A way that doesn't work says why, and one that works comes first. */
export function MethodChoice(props: Props) {
  const { notices, isWorkosConfigured, redirect, emailCode, areCookiesBlocked, lastMethod } = props;
  const { signIn } = commonMessages;
  const { state } = redirect;
  const emailButton = useRef<HTMLButtonElement>(null);
  const isInsecure = useMountedValue(isPageInsecure, false);
  const isSlow = useAfter(slowAfterMs, state.kind === "redirecting");
  const isWorkosDown = state.kind === "unreachable" || state.kind === "stalled";
  const isEmailDown = describeAvailability(emailCode) !== null;
  const isEmailFirst = isWorkosDown && !isEmailDown;
  const missing = isWorkosConfigured ? (isInsecure ? describeInsecurePage() : null) : signIn.notConfigured;
  const workosNote = join(describeRedirect(state), isEmailFirst && signIn.emailStillWorks);
  const emailNote = join(
    describeAvailability(emailCode),
    missing === null && !isWorkosDown && signIn.workosStillWorks,
  );

  // Only after a click: what the page finds out by itself must not move the focus.
  const wasClicked = state.kind === "stalled" || (state.kind === "unreachable" && state.isAnswerToClick);
  useEffect(() => {
    if (wasClicked && emailNote === null) emailButton.current?.focus();
  }, [wasClicked, emailNote]);

  const workos = (
    <Stack key="workos" gap="medium">
      <Button
        look={isEmailFirst ? "secondary" : "primary"}
        isBusy={state.kind === "redirecting"}
        busyLabel={isSlow ? signIn.workosSlow : signIn.withWorkosBusy}
        disabled={missing !== null || areCookiesBlocked}
        {...(missing !== null && { "aria-describedby": workosNoteId })}
        {...(lastMethod === "workos" && { badge: signIn.lastUsed })}
        data-early="workos"
        onClick={redirect.start}
      >
        {isWorkosDown ? signIn.workosAgain : signIn.withWorkos}
      </Button>
      {missing !== null && (
        <Notice tone="info" id={workosNoteId}>
          {join(missing, !isInsecure && !isEmailDown && signIn.emailStillWorks)}
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
        data-early="email-code"
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
      <Intro title={signIn.title} text={signIn.lead} />
      {notices.map((notice, index) => (
        <Notice key={notice} tone="info" reference={index === 0 ? (props.reference ?? null) : null}>
          {notice}
        </Notice>
      ))}
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
        {props.others.map(({ label, onChoose }) => (
          <Button key={label} look="quiet" disabled={areCookiesBlocked} onClick={onChoose}>
            {label}
          </Button>
        ))}
      </Stack>
    </Stack>
  );
}

/** The note followed by what still works; null without a note. */
function join(note: string | null, alternative: string | false): string | null {
  return note === null || alternative === false ? note : `${note} ${alternative}`;
}

function describeAvailability(availability: EmailCodeAvailability): string | null {
  switch (availability) {
    case "unknown":
    case "available":
      return null;
    case "unavailable":
      return commonMessages.signIn.emailUnavailable;
    case "unreachable":
      return commonMessages.signIn.emailUnreachable;
    case "not_configured":
      return commonMessages.signIn.emailNotConfigured;
  }
  availability satisfies never;
}
