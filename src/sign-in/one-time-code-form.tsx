import { type FormEvent, useEffect, useRef } from "react";

import { describeFunctionFailure } from "../config/failure-message.ts";
import { messages } from "../config/messages.ts";
import { oneTimeCodeLength, readOneTimeCodeInput } from "../contract/email-code.ts";
import { Button } from "../ui/button.tsx";
import { Heading } from "../ui/heading.tsx";
import { Lead } from "../ui/lead.tsx";
import { OneTimeCodeField } from "../ui/one-time-code-field.tsx";
import { Stack } from "../ui/stack.tsx";
import { remainingResendSeconds, type SignInState } from "./sign-in-state.ts";
import { type EmailCodeCalls } from "./use-email-code.ts";

type Props = { state: SignInState & { step: "oneTimeCode" }; calls: EmailCodeCalls };

export function OneTimeCodeForm({ state, calls }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const { activity, failure } = state;
  const isChecking = activity === "verifying" || activity === "verified";
  const remainingSeconds = remainingResendSeconds(state);

  // After a refused code the next thing a person does is to type another.
  useEffect(() => {
    if (failure !== null) field.current?.focus();
  }, [failure]);

  const type = (input: string) => {
    if (isChecking || activity === "resending") return;
    calls.dispatch({ type: "codeTyped", input });
    const digits = readOneTimeCodeInput(input);
    if (digits.length === oneTimeCodeLength && digits !== state.digits) void calls.verify(digits);
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (activity !== "idle") return;
    if (state.digits.length === oneTimeCodeLength) void calls.verify(state.digits);
    else calls.dispatch({ type: "codeIncomplete" });
  };

  const { codeStep } = messages;
  const error =
    failure === null
      ? null
      : failure === "incomplete"
        ? codeStep.incomplete
        : describeFunctionFailure(failure);
  return (
    <form onSubmit={submit} noValidate>
      <title>{messages.pageTitle(codeStep.title)}</title>
      <Stack gap="large">
        <Stack gap="small">
          <Heading>{codeStep.title}</Heading>
          <Lead role="status">
            {state.sentCount > 1 ? codeStep.sentAgainTo(state.email) : codeStep.sentTo(state.email)}
          </Lead>
        </Stack>
        <Stack gap="medium">
          <OneTimeCodeField
            ref={field}
            label={codeStep.oneTimeCode}
            hint={codeStep.hint}
            length={oneTimeCodeLength}
            value={state.digits}
            error={error}
            autoFocus
            readOnly={isChecking}
            onChange={type}
          />
          <Button look="primary" type="submit" isBusy={isChecking} busyLabel={codeStep.busy}>
            {codeStep.submit}
          </Button>
          <Button
            look="secondary"
            disabled={remainingSeconds > 0 || isChecking}
            isBusy={activity === "resending"}
            busyLabel={codeStep.resending}
            onClick={() => void calls.send(state.email)}
          >
            {remainingSeconds > 0 ? codeStep.resendIn(remainingSeconds) : codeStep.resend}
          </Button>
          <Button
            look="quiet"
            disabled={isChecking}
            onClick={() => calls.dispatch({ type: "addressChangeAsked" })}
          >
            {codeStep.changeAddress}
          </Button>
        </Stack>
        <Lead size="small">{codeStep.notArrived}</Lead>
      </Stack>
    </form>
  );
}
