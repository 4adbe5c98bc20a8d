import { type FormEvent, type ReactNode, useEffect, useRef } from "react";

import { emailCodeMessages } from "../../config/messages/email-code.ts";
import { oneTimeCodeLength } from "../../contract/email-code.ts";
import { type FunctionFailure } from "../../contract/function-call.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { OneTimeCodeField } from "../../ui/one-time-code-field.tsx";
import { Stack } from "../../ui/stack.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { describeReference } from "../describe-reference.ts";
import { withoutWait } from "../without-wait.ts";
import { isAboutCode } from "./is-about-code.ts";
import { isTypedCodeFailure, readTypedCode, type TypedCodeFailure } from "./read-typed-code.ts";
import { type CodeStep, type SignInState } from "./sign-in-state.ts";
import { type EmailCodeCalls } from "./use-email-code.ts";

type Props = {
  state: CodeStep | (SignInState & { step: "totp" | "verifyEmail" });
  calls: EmailCodeCalls;
  /** Sends a complete code; null if characters are missing. */
  send: (digits: string) => Promise<void> | null;
  words: { oneTimeCode: string; hint: string; submit: string; submitIn: (seconds: number) => string };
  busyLabel: string;
  describeFailure: (failure: FunctionFailure) => string;
  /** Seconds until the function accepts the next try. */
  waitSeconds: number;
  intro: ReactNode;
  /** Replaces everything below the intro. */
  ending?: ReactNode;
  /** Buttons below the submit button. */
  children: ReactNode;
  footer?: ReactNode;
};

/** A form for a one-time code, which submits itself at the sixth digit. */
export function CodeForm(props: Props) {
  const { state, calls, waitSeconds, words } = props;
  const { activity, digits, failure } = state;
  const pairingInput = state.step === "oneTimeCode" && state.entry === "pairing" ? state.pairingInput : null;
  const isChecking = activity !== "idle" && activity !== "resending";
  const ref = useRef<HTMLInputElement>(null);

  // After a refused code, the next thing to do is to type another one.
  useEffect(() => {
    if (failure !== null) ref.current?.focus();
  }, [failure]);

  const send = (typed: string) => {
    const sending = props.send(typed);
    if (sending === null) calls.dispatch({ type: "codeIncomplete" });
  };
  const type = (input: string) => {
    if (activity !== "idle") return;
    calls.dispatch({ type: "codeTyped", input });
    const typed = readTypedCode(digits, input).digits;
    if (typed.length === oneTimeCodeLength && typed !== digits && waitSeconds === 0) send(typed);
  };
  const paste = (text: string) => {
    const pasted = readTypedCode("", text);
    const isPart = pasted.failure === null && pasted.digits.length < oneTimeCodeLength;
    if (!isPart) type(text);
    return !isPart;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (activity === "idle" && waitSeconds === 0) send(digits);
  };

  const { codeStep } = emailCodeMessages;
  const callFailure = isTypedCodeFailure(failure) ? null : failure;
  const codeFailure = callFailure !== null && isAboutCode(callFailure) ? callFailure : null;
  const otherFailure = codeFailure === null ? callFailure : null;
  const incomplete = pairingInput === null ? codeStep.incomplete : codeStep.pairing.incomplete;
  const error = isTypedCodeFailure(failure)
    ? describeTypedCodeFailure(failure, incomplete)
    : codeFailure && props.describeFailure(codeFailure);
  const field = { ref, error, autoFocus: true, readOnly: isChecking };
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
              {pairingInput === null ? (
                <OneTimeCodeField
                  {...field}
                  label={words.oneTimeCode}
                  hint={words.hint}
                  length={oneTimeCodeLength}
                  value={digits}
                  onChange={type}
                  onPaste={paste}
                />
              ) : (
                <TextField
                  {...field}
                  label={codeStep.pairing.label}
                  autoComplete="off"
                  autoCapitalize="characters"
                  spellCheck={false}
                  placeholder={codeStep.pairing.placeholder}
                  value={pairingInput}
                  onChange={(event) => calls.dispatch({ type: "pairingTyped", input: event.target.value })}
                />
              )}
              <Button
                look="primary"
                type="submit"
                isBusy={isChecking}
                busyLabel={props.busyLabel}
                disabled={waitSeconds > 0}
              >
                {waitSeconds > 0 ? words.submitIn(waitSeconds) : words.submit}
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

function describeTypedCodeFailure(failure: TypedCodeFailure, incomplete: string): string {
  if (failure === "incomplete") return incomplete;
  const { codeStep } = emailCodeMessages;
  return failure === "noCode" ? codeStep.noCode : codeStep.severalCodes(failure.codes);
}
