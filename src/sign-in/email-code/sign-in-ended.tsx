import { emailCodeMessages } from "../../config/messages/email-code.ts";
import { type FunctionFailure } from "../../contract/function-call.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Stack } from "../../ui/stack.tsx";
import { describeReference } from "../describe-reference.ts";
import { describeStepFailure } from "./describe-step-failure.ts";

type Props = { failure: FunctionFailure; onStartAgain: () => void };

/** Says that the sign-in has ended and offers to start again. */
export function SignInEnded({ failure, onStartAgain }: Props) {
  return (
    <Stack gap="medium">
      <Notice tone="problem" reference={describeReference(failure)}>
        {describeStepFailure(failure)}
      </Notice>
      <Button look="primary" autoFocus onClick={onStartAgain}>
        {emailCodeMessages.requiredStep.startAgain}
      </Button>
    </Stack>
  );
}
