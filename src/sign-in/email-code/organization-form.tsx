import { emailCodeMessages } from "../../config/messages/email-code.ts";
import { Button } from "../../ui/button.tsx";
import { ChoiceList } from "../../ui/choice-list.tsx";
import { NameText } from "../../ui/name-text.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Stack } from "../../ui/stack.tsx";
import { useAfter } from "../../ui/use-after.ts";
import { describeReference } from "../describe-reference.ts";
import { describeStepFailure } from "./describe-step-failure.ts";
import { hasEnded } from "./required-step-state.ts";
import { SignInEnded } from "./sign-in-ended.tsx";
import { countRemainingSeconds } from "../address-step.ts";
import { type SignInState } from "./sign-in-state.ts";
import { slowAfterMs } from "../slow-after.ts";
import { StepIntro } from "../step-intro.tsx";
import { type EmailCodeCalls } from "./use-email-code.ts";
import { stripMisleading } from "../../contract/invisible-characters.ts";
import { formatEmailAddress } from "../../contract/readable-email-address.ts";

type Props = {
  state: SignInState & { step: "organization" };
  calls: EmailCodeCalls;
  place: "page" | "dialog";
};

/** Asks which organization to sign in to; a click on one submits it. */
export function OrganizationForm({ state, calls, place }: Props) {
  const { activity, chosenId, failure, organizations } = state;
  const isSlow = useAfter(slowAfterMs, activity === "continuing");
  const waitSeconds = countRemainingSeconds(state.continueAtMs, state.nowMs);
  const words = emailCodeMessages.organizationStep;
  const startAgain = () => calls.dispatch({ type: "addressChangeAsked" });
  return (
    <Stack gap="large">
      <StepIntro title={words.title} place={place} takesFocus>
        {words.lead(formatEmailAddress(state.email))}
      </StepIntro>
      {hasEnded(failure) ? (
        <SignInEnded failure={failure} onStartAgain={startAgain} />
      ) : (
        <>
          {failure !== null && (
            <Notice tone="problem" reference={describeReference(failure)}>
              {describeStepFailure(failure)}
            </Notice>
          )}
          <Stack gap="medium">
            <ChoiceList label={words.title}>
              {organizations.map(({ id, name }) => (
                <Button
                  key={id}
                  look="secondary"
                  disabled={waitSeconds > 0 || (activity !== "idle" && id !== chosenId)}
                  isBusy={activity !== "idle" && id === chosenId}
                  busyLabel={isSlow ? words.slow : words.busy(stripMisleading(name) || id)}
                  onClick={() =>
                    void calls.continueSignIn({ kind: "choose_organization", organizationId: id })
                  }
                >
                  <NameText>{stripMisleading(name) || id}</NameText>
                </Button>
              ))}
            </ChoiceList>
            <Button look="quiet" disabled={activity !== "idle"} onClick={startAgain}>
              {emailCodeMessages.requiredStep.startAgain}
            </Button>
          </Stack>
        </>
      )}
    </Stack>
  );
}
