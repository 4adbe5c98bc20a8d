import { type FormEvent, type ReactNode, useEffect, useRef } from "react";

import { messages } from "../../config/messages.ts";
import { oneTimeCodeLength, readOneTimeCodeInput } from "../../contract/email-code.ts";
import { type FunctionFailure } from "../../contract/function-call.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { OneTimeCodeField } from "../../ui/one-time-code-field.tsx";
import { Stack } from "../../ui/stack.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { describeReference } from "../describe-reference.ts";
import { withoutWait } from "../without-wait.ts";
import { isAboutCode } from "./is-about-code.ts";

type Props = {
  intro: ReactNode;
  field: { oneTimeCode: string; hint: string };
  button: { submit: string; submitIn: (remainingSeconds: number) => string };
  busyLabel: string;
  digits: string;
  failure: FunctionFailure | "incomplete" | null;
  describeFailure: (failure: FunctionFailure) => string;
  /** Whether a request is pending or the code was accepted; the form then ignores typing and submitting. */
  isBusy: boolean;
  isChecking: boolean;
  /** Seconds until the function accepts the next try. */
  waitSeconds: number;
  onType: (input: string) => void;
  /** Called at the sixth digit, and on every submit with whatever was typed. */
  onSubmit: (digits: string) => void;
  /** Asks for a pairing code instead of digits. */
  pairing?: { input: string; onType: (input: string) => void };
  /** Replaces everything below the intro. */
  ending?: ReactNode;
  /** Buttons below the submit button. */
  children: ReactNode;
  footer?: ReactNode;
};

/** A form for a one-time code, which submits itself at the sixth digit. */
export function CodeForm(props: Props) {
  const { digits, failure, isBusy, isChecking, waitSeconds, onSubmit, pairing } = props;
  const ref = useRef<HTMLInputElement>(null);

  // After a refused code, the next thing to do is to type another one.
  useEffect(() => {
    if (failure !== null) ref.current?.focus();
  }, [failure]);

  const type = (input: string) => {
    if (isBusy) return;
    props.onType(input);
    const typed = readOneTimeCodeInput(input);
    if (typed.length === oneTimeCodeLength && typed !== digits && waitSeconds === 0) onSubmit(typed);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isBusy && waitSeconds === 0) onSubmit(digits);
  };

  const callFailure = failure === null || failure === "incomplete" ? null : failure;
  const codeFailure = callFailure !== null && isAboutCode(callFailure) ? callFailure : null;
  const otherFailure = codeFailure === null ? callFailure : null;
  const { codeStep } = messages;
  const incomplete = pairing === undefined ? codeStep.incomplete : codeStep.pairing.incomplete;
  const error =
    failure === "incomplete" ? incomplete : codeFailure === null ? null : props.describeFailure(codeFailure);
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="large">
        {props.intro}
        {props.ending ?? (
          <>
            {/* Above the field, because another code wouldn't fix it. */}
            {otherFailure !== null && (
              <Notice tone="problem" reference={describeReference(otherFailure)}>
                {props.describeFailure(withoutWait(otherFailure))}
              </Notice>
            )}
            <Stack gap="medium">
              {pairing === undefined ? (
                <OneTimeCodeField
                  ref={ref}
                  label={props.field.oneTimeCode}
                  hint={props.field.hint}
                  length={oneTimeCodeLength}
                  value={digits}
                  error={error}
                  autoFocus
                  readOnly={isChecking}
                  onChange={type}
                />
              ) : (
                <TextField
                  ref={ref}
                  label={codeStep.pairing.label}
                  autoComplete="off"
                  autoCapitalize="characters"
                  spellCheck={false}
                  autoFocus
                  placeholder={codeStep.pairing.placeholder}
                  value={pairing.input}
                  error={error}
                  readOnly={isChecking}
                  onChange={(event) => pairing.onType(event.target.value)}
                />
              )}
              <Button
                look="primary"
                type="submit"
                isBusy={isChecking}
                busyLabel={props.busyLabel}
                disabled={waitSeconds > 0}
              >
                {waitSeconds > 0 ? props.button.submitIn(waitSeconds) : props.button.submit}
              </Button>
              {props.children}
            </Stack>
            {props.footer}
          </>
        )}
      </Stack>
    </form>
  );
}
