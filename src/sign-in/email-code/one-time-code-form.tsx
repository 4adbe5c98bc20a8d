import { describeFunctionFailure } from "../../config/failure-message.ts";
import { emailCodeMessages } from "../../config/messages/email-code.ts";
import { parseOneTimeCode } from "../../contract/email-code.ts";
import { parsePairingCode } from "../../contract/pairing-code.ts";
import { formatEmailAddress } from "../../contract/readable-email-address.ts";
import { Button } from "../../ui/button.tsx";
import { Lead } from "../../ui/lead.tsx";
import { useAfter } from "../../ui/use-after.ts";
import { countRemainingSeconds } from "../address-step.ts";
import { Intro } from "../intro.tsx";
import { slowAfterMs } from "../slow-after.ts";
import { CodeForm } from "./code-form.tsx";
import { type CodeStep } from "./sign-in-state.ts";
import { type EmailCodeCalls } from "./use-email-code.ts";

type Props = {
  state: CodeStep;
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
  const { codeStep } = emailCodeMessages;

  const send = (digits: string) => {
    const complete = entry === "digits" ? parseOneTimeCode(digits) : parsePairingCode(state.pairingInput);
    return complete && calls.verify(complete);
  };

  return (
    <CodeForm
      intro={
        <Intro
          title={place === "page" ? codeStep.title : null}
          text={(state.sentCount > 1 ? codeStep.sentAgainTo : codeStep.sentTo)(
            formatEmailAddress(state.email),
          )}
          role="status"
        />
      }
      state={state}
      calls={calls}
      send={send}
      words={codeStep}
      busyLabel={isSlow ? codeStep.slow : codeStep.busy}
      describeFailure={describeFunctionFailure}
      waitSeconds={countRemainingSeconds(state.verifyAtMs, state.nowMs)}
      footer={
        <Lead size="small">
          {mayHoldLink ? `${codeStep.orLink} ${codeStep.notArrived}` : codeStep.notArrived}
        </Lead>
      }
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
