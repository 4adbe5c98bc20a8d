import { describeFunctionFailure } from "../../config/failure-message.ts";
import { messages } from "../../config/messages.ts";
import { parseOneTimeCode } from "../../contract/email-code.ts";
import { parsePairingCode } from "../../contract/pairing-code.ts";
import { Button } from "../../ui/button.tsx";
import { Heading } from "../../ui/heading.tsx";
import { Lead } from "../../ui/lead.tsx";
import { Stack } from "../../ui/stack.tsx";
import { useAfter } from "../../ui/use-after.ts";
import { countRemainingSeconds } from "../address-step.ts";
import { slowAfterMs } from "../slow-after.ts";
import { CodeForm } from "./code-form.tsx";
import { type SignInState } from "./sign-in-state.ts";
import { type EmailCodeCalls } from "./use-email-code.ts";

type Props = {
  state: SignInState & { step: "oneTimeCode" };
  calls: EmailCodeCalls;
  /** A dialog brings its own title. */
  place: "page" | "dialog";
};

/** Asks for the mailed code, or for the pairing code that a mailed link shows on another device. */
export function OneTimeCodeForm({ state, calls, place }: Props) {
  const { activity, entry, mayHoldLink } = state;
  const isChecking = activity === "verifying" || activity === "verified";
  const isSlow = useAfter(slowAfterMs, activity === "verifying" || activity === "resending");
  const remainingSeconds = countRemainingSeconds(state.resendAtMs, state.nowMs);
  const { codeStep } = messages;

  const submit = (digits: string) => {
    const complete = entry === "digits" ? parseOneTimeCode(digits) : parsePairingCode(state.pairingInput);
    if (complete === null) calls.dispatch({ type: "codeIncomplete" });
    else void calls.verify(complete);
  };

  return (
    <CodeForm
      intro={
        <Stack gap="small">
          {place === "page" && (
            <>
              <title>{messages.pageTitle(codeStep.title)}</title>
              <Heading>{codeStep.title}</Heading>
            </>
          )}
          <Lead role="status">
            {state.sentCount > 1 ? codeStep.sentAgainTo(state.email) : codeStep.sentTo(state.email)}
          </Lead>
        </Stack>
      }
      field={codeStep}
      button={codeStep}
      busyLabel={isSlow ? codeStep.slow : codeStep.busy}
      digits={state.digits}
      failure={state.failure}
      describeFailure={describeFunctionFailure}
      isBusy={activity !== "idle"}
      isChecking={isChecking}
      waitSeconds={countRemainingSeconds(state.verifyAtMs, state.nowMs)}
      onType={(input) => calls.dispatch({ type: "codeTyped", input })}
      onSubmit={submit}
      footer={
        <Lead size="small">
          {mayHoldLink ? `${codeStep.orLink} ${codeStep.notArrived}` : codeStep.notArrived}
        </Lead>
      }
      {...(entry === "pairing" && {
        pairing: {
          input: state.pairingInput,
          onType: (input: string) => calls.dispatch({ type: "pairingTyped", input }),
        },
      })}
    >
      <Button
        look="secondary"
        disabled={remainingSeconds > 0 || isChecking}
        isBusy={activity === "resending"}
        busyLabel={isSlow ? codeStep.slow : codeStep.resending}
        onClick={() => void calls.send(state.email)}
      >
        {remainingSeconds > 0 ? codeStep.resendIn(remainingSeconds) : codeStep.resend}
      </Button>
      {mayHoldLink && (
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
    </CodeForm>
  );
}
