import { emailCodeMessages } from "../../config/messages/email-code.ts";
import { parseOneTimeCode } from "../../contract/email-code.ts";
import { type ContinueSignInRequest } from "../../contract/sign-in-step.ts";
import { formatEmailAddress } from "../../contract/readable-email-address.ts";
import { Button } from "../../ui/button.tsx";
import { useAfter } from "../../ui/use-after.ts";
import { countRemainingSeconds } from "../address-step.ts";
import { slowAfterMs } from "../slow-after.ts";
import { StepIntro } from "../step-intro.tsx";
import { CodeForm } from "./code-form.tsx";
import { describeStepFailure } from "./describe-step-failure.ts";
import { hasEnded } from "./required-step-state.ts";
import { SignInEnded } from "./sign-in-ended.tsx";
import { type SignInState } from "./sign-in-state.ts";
import { type EmailCodeCalls } from "./use-email-code.ts";

type Props = {
  state: SignInState & { step: "totp" | "verifyEmail" };
  calls: EmailCodeCalls;
  place: "page" | "dialog";
};

/** Asks for a second code: from the authenticator app, or from a second mail. */
export function StepCodeForm({ state, calls, place }: Props) {
  const { activity, failure } = state;
  const isSlow = useAfter(slowAfterMs, activity === "continuing");
  const { requiredStep } = emailCodeMessages;
  const words = state.step === "totp" ? emailCodeMessages.totpStep : emailCodeMessages.verifyEmailStep;

  const send = (digits: string) => {
    const request = buildRequest(state, digits);
    return request && calls.continueSignIn(request);
  };
  const startAgain = () => calls.dispatch({ type: "addressChangeAsked" });

  return (
    <CodeForm
      intro={
        <StepIntro title={words.title} place={place} takesFocus={false}>
          {state.step === "totp"
            ? emailCodeMessages.totpStep.lead
            : emailCodeMessages.verifyEmailStep.lead(formatEmailAddress(state.mailedTo))}
        </StepIntro>
      }
      ending={hasEnded(failure) ? <SignInEnded failure={failure} onStartAgain={startAgain} /> : null}
      state={state}
      calls={calls}
      send={send}
      words={{ ...requiredStep, ...words }}
      busyLabel={isSlow ? requiredStep.slow : requiredStep.busy}
      describeFailure={describeStepFailure}
      waitSeconds={countRemainingSeconds(state.continueAtMs, state.nowMs)}
    >
      <Button look="quiet" disabled={activity !== "idle"} onClick={startAgain}>
        {requiredStep.startAgain}
      </Button>
    </CodeForm>
  );
}

/** The answer to the step, or null if digits are missing. */
function buildRequest(state: Props["state"], digits: string): ContinueSignInRequest | null {
  const oneTimeCode = parseOneTimeCode(digits);
  if (oneTimeCode === null) return null;
  return state.step === "totp" ? { kind: "totp", totp: oneTimeCode } : { kind: "verify_email", oneTimeCode };
}
