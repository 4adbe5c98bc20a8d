import { type FormEvent, useEffect, useRef } from "react";

import { messages } from "../config/messages.ts";
import { oneTimeCodeLength, parseOneTimeCode, readOneTimeCodeInput } from "../contract/email-code.ts";
import { type ContinueSignInRequest } from "../contract/sign-in-step.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { OneTimeCodeField } from "../ui/one-time-code-field.tsx";
import { Stack } from "../ui/stack.tsx";
import { useAfter } from "../ui/use-after.ts";
import { describeReference } from "./describe-reference.ts";
import { describeStepFailure } from "./describe-step-failure.ts";
import { isAboutCode } from "./is-about-code.ts";
import { hasEnded } from "./required-step-state.ts";
import { SignInEnded } from "./sign-in-ended.tsx";
import { countRemainingSeconds, type SignInState } from "./sign-in-state.ts";
import { slowAfterMs } from "./slow-after.ts";
import { StepIntro } from "./step-intro.tsx";
import { type EmailCodeCalls } from "./use-email-code.ts";
import { withoutWait } from "./without-wait.ts";

type Props = {
  state: SignInState & { step: "totp" | "verifyEmail" };
  calls: EmailCodeCalls;
  place: "page" | "dialog";
};

/** Asks for six digits behind a right code: an authenticator app's, or those of a second mail. */
export function StepCodeForm({ state, calls, place }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const { activity, failure } = state;
  const isChecking = activity !== "idle";
  const isSlow = useAfter(slowAfterMs, activity === "continuing");
  const waitSeconds = countRemainingSeconds(state.continueAtMs, state.nowMs);

  // After a refused code the next thing a person does is to type another.
  useEffect(() => {
    if (failure !== null) field.current?.focus();
  }, [failure]);

  const goOn = (digits: string) => {
    const request = buildRequest(state, digits);
    if (request === null) calls.dispatch({ type: "codeIncomplete" });
    else void calls.goOn(request);
  };
  const type = (input: string) => {
    if (isChecking) return;
    calls.dispatch({ type: "codeTyped", input });
    const digits = readOneTimeCodeInput(input);
    if (digits.length === oneTimeCodeLength && digits !== state.digits && waitSeconds === 0) goOn(digits);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isChecking && waitSeconds === 0) goOn(state.digits);
  };
  const startAgain = () => calls.dispatch({ type: "addressChangeAsked" });

  const { requiredStep } = messages;
  const words = state.step === "totp" ? messages.totpStep : messages.verifyEmailStep;
  const callFailure = failure === null || failure === "incomplete" ? null : failure;
  // What isn't about the code stands above the field: changing the code wouldn't mend it.
  const isAboutTheCode = callFailure !== null && isAboutCode(callFailure);
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="large">
        <StepIntro title={words.title} place={place} takesFocus={false}>
          {state.step === "totp" ? messages.totpStep.lead : messages.verifyEmailStep.lead(state.mailedTo)}
        </StepIntro>
        {hasEnded(failure) ? (
          <SignInEnded failure={failure} onStartAgain={startAgain} />
        ) : (
          <>
            {callFailure !== null && !isAboutTheCode && (
              <Notice tone="problem" reference={describeReference(callFailure)}>
                {describeStepFailure(withoutWait(callFailure))}
              </Notice>
            )}
            <Stack gap="medium">
              <OneTimeCodeField
                ref={field}
                label={words.oneTimeCode}
                hint={words.hint}
                length={oneTimeCodeLength}
                value={state.digits}
                error={
                  failure === "incomplete"
                    ? messages.codeStep.incomplete
                    : callFailure !== null && isAboutTheCode
                      ? describeStepFailure(callFailure)
                      : null
                }
                autoFocus
                readOnly={isChecking}
                onChange={type}
              />
              <Button
                look="primary"
                type="submit"
                isBusy={isChecking}
                busyLabel={isSlow ? requiredStep.slow : requiredStep.busy}
                disabled={waitSeconds > 0}
              >
                {waitSeconds > 0 ? requiredStep.submitIn(waitSeconds) : requiredStep.submit}
              </Button>
              <Button look="quiet" disabled={isChecking} onClick={startAgain}>
                {requiredStep.startAgain}
              </Button>
            </Stack>
          </>
        )}
      </Stack>
    </form>
  );
}

/** The answer to the step, or null while digits are missing. */
function buildRequest(state: Props["state"], digits: string): ContinueSignInRequest | null {
  const oneTimeCode = parseOneTimeCode(digits);
  if (oneTimeCode === null) return null;
  return state.step === "totp" ? { kind: "totp", totp: oneTimeCode } : { kind: "verify_email", oneTimeCode };
}
