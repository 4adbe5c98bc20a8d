import { type FormEvent, useEffect, useRef } from "react";

import { describeFunctionFailure } from "../config/failure-message.ts";
import { messages } from "../config/messages.ts";
import { oneTimeCodeLength, readOneTimeCodeInput } from "../contract/email-code.ts";
import { parsePairingCode } from "../contract/pairing-code.ts";
import { Button } from "../ui/button.tsx";
import { Heading } from "../ui/heading.tsx";
import { Lead } from "../ui/lead.tsx";
import { Notice } from "../ui/notice.tsx";
import { OneTimeCodeField } from "../ui/one-time-code-field.tsx";
import { Stack } from "../ui/stack.tsx";
import { TextField } from "../ui/text-field.tsx";
import { useAfter } from "../ui/use-after.ts";
import { describeReference } from "./describe-reference.ts";
import { isAboutCode } from "./is-about-code.ts";
import { countRemainingSeconds, type SignInState } from "./sign-in-state.ts";
import { slowAfterMs } from "./slow-after.ts";
import { type EmailCodeCalls } from "./use-email-code.ts";
import { withoutWait } from "./without-wait.ts";

type Props = {
  state: SignInState & { step: "oneTimeCode" };
  calls: EmailCodeCalls;
  /** In a dialog the title is the dialog's own. */
  place: "page" | "dialog";
};

export function OneTimeCodeForm({ state, calls, place }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const { activity, entry, failure } = state;
  const isChecking = activity === "verifying" || activity === "verified";
  const isSlow = useAfter(slowAfterMs, activity === "verifying" || activity === "resending");
  const remainingSeconds = countRemainingSeconds(state.resendAtMs, state.nowMs);
  const secondsUntilVerify = countRemainingSeconds(state.verifyAtMs, state.nowMs);

  // After a refused code the next thing a person does is to type another.
  useEffect(() => {
    if (failure !== null) field.current?.focus();
  }, [failure]);

  const type = (input: string) => {
    if (isChecking || activity === "resending") return;
    calls.dispatch({ type: "codeTyped", input });
    const digits = readOneTimeCodeInput(input);
    if (digits.length === oneTimeCodeLength && digits !== state.digits && secondsUntilVerify === 0)
      void calls.verify(digits);
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (activity !== "idle" || secondsUntilVerify > 0) return;
    const complete = readComplete(state);
    if (complete === null) calls.dispatch({ type: "codeIncomplete" });
    else void calls.verify(complete);
  };

  const { codeStep } = messages;
  const callFailure = failure === null || failure === "incomplete" ? null : failure;
  // What isn't about the code stands above the field: changing the code wouldn't mend it.
  const isAboutTheCode = callFailure !== null && isAboutCode(callFailure);
  const fieldError =
    failure === "incomplete"
      ? entry === "digits"
        ? codeStep.incomplete
        : codeStep.pairing.incomplete
      : callFailure !== null && isAboutTheCode
        ? describeFunctionFailure(callFailure)
        : null;
  return (
    <form onSubmit={submit} noValidate>
      {place === "page" && <title>{messages.pageTitle(codeStep.title)}</title>}
      <Stack gap="large">
        <Stack gap="small">
          {place === "page" && <Heading>{codeStep.title}</Heading>}
          <Lead role="status">
            {state.sentCount > 1 ? codeStep.sentAgainTo(state.email) : codeStep.sentTo(state.email)}
          </Lead>
        </Stack>
        {callFailure !== null && !isAboutTheCode && (
          <Notice tone="problem" reference={describeReference(callFailure)}>
            {describeFunctionFailure(withoutWait(callFailure))}
          </Notice>
        )}
        <Stack gap="medium">
          {entry === "digits" ? (
            <OneTimeCodeField
              key="digits"
              ref={field}
              label={codeStep.oneTimeCode}
              hint={codeStep.hint}
              length={oneTimeCodeLength}
              value={state.digits}
              error={fieldError}
              autoFocus
              readOnly={isChecking}
              onChange={type}
            />
          ) : (
            <TextField
              key="pairing"
              ref={field}
              label={codeStep.pairing.label}
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              autoFocus
              placeholder={codeStep.pairing.placeholder}
              value={state.pairingInput}
              error={fieldError}
              readOnly={isChecking}
              onChange={(event) => calls.dispatch({ type: "pairingTyped", input: event.target.value })}
            />
          )}
          <Button
            look="primary"
            type="submit"
            isBusy={isChecking}
            busyLabel={isSlow ? codeStep.slow : codeStep.busy}
            disabled={secondsUntilVerify > 0}
          >
            {secondsUntilVerify > 0 ? codeStep.submitIn(secondsUntilVerify) : codeStep.submit}
          </Button>
          <Button
            look="secondary"
            disabled={remainingSeconds > 0 || isChecking}
            isBusy={activity === "resending"}
            busyLabel={isSlow ? codeStep.slow : codeStep.resending}
            onClick={() => void calls.send(state.email)}
          >
            {remainingSeconds > 0 ? codeStep.resendIn(remainingSeconds) : codeStep.resend}
          </Button>
          {state.mayHoldLink && (
            <Button
              look="quiet"
              disabled={isChecking}
              onClick={() =>
                calls.dispatch({ type: "entryChosen", entry: entry === "digits" ? "pairing" : "digits" })
              }
            >
              {entry === "digits" ? codeStep.openedElsewhere : codeStep.pairing.digitsInstead}
            </Button>
          )}
          <Button
            look="quiet"
            disabled={isChecking}
            onClick={() => calls.dispatch({ type: "addressChangeAsked" })}
          >
            {codeStep.changeAddress}
          </Button>
        </Stack>
        <Lead size="small">
          {state.mayHoldLink ? `${codeStep.orLink} ${codeStep.notArrived}` : codeStep.notArrived}
        </Lead>
      </Stack>
    </form>
  );
}

/** What is to be checked, or null while characters are missing. */
function readComplete(state: SignInState & { step: "oneTimeCode" }): string | null {
  if (state.entry === "pairing") return parsePairingCode(state.pairingInput);
  return state.digits.length === oneTimeCodeLength ? state.digits : null;
}
