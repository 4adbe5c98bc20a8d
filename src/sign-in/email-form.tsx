import { type FormEvent, useRef } from "react";

import { commonMessages } from "../config/messages/common.ts";
import { emailCodeMessages } from "../config/messages/email-code.ts";
import { type FunctionFailure } from "../contract/function-call.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Stack } from "../ui/stack.tsx";
import { TextField } from "../ui/text-field.tsx";
import { useAfter } from "../ui/use-after.ts";
import { type AddressEvent, type AddressStep, countRemainingSeconds } from "./address-step.ts";
import { describeReference } from "./describe-reference.ts";
import { Intro } from "./intro.tsx";
import { slowAfterMs } from "./slow-after.ts";
import { withoutWait } from "./without-wait.ts";

type Props = {
  state: AddressStep;
  calls: { dispatch: (event: AddressEvent) => void; send: (typedEmail: string) => Promise<void> };
  words: { title: string; lead: string; submit: string; submitIn: (remainingSeconds: number) => string };
  describeFailure: (failure: FunctionFailure) => string;
  onBack: () => void;
  /** A dialog brings its own title and offers no way back to the method choice. */
  place: "page" | "dialog";
};

/** Asks for the address to mail a code or a link to. */
export function EmailForm({ state, calls, words, describeFailure, onBack, place }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const { failure } = state;
  const fieldError = describeFault(failure);
  const callFailure =
    failure === null || typeof failure === "string" || failure.kind === "invisible" ? null : failure;
  const isAboutTheAddress = callFailure?.kind === "problem" && callFailure.problem.code === "invalid_email";

  const isSlow = useAfter(slowAfterMs, state.isSending);
  const remainingSeconds = countRemainingSeconds(state.sendAtMs, state.nowMs);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (state.isSending || remainingSeconds > 0) return;
    field.current?.focus();
    void calls.send(state.email);
  };

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="large">
        {place === "page" && <Intro title={words.title} text={words.lead} />}
        {callFailure !== null && !isAboutTheAddress && (
          <Notice tone="problem" reference={describeReference(callFailure)}>
            {describeFailure(withoutWait(callFailure))}
          </Notice>
        )}
        <Stack gap="medium">
          <TextField
            ref={field}
            label={emailCodeMessages.emailStep.email}
            // Not of the type "email": Chromium would hand over a domain in its ASCII form, and drop invisible characters in it.
            inputMode="email"
            name="email"
            data-early="field"
            autoComplete="email"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
            value={state.email}
            error={fieldError ?? (isAboutTheAddress ? emailCodeMessages.emailStep.invalid : null)}
            onChange={(event) => calls.dispatch({ type: "emailChanged", email: event.target.value })}
          />
          <Button
            look={place === "page" ? "primary" : "secondary"}
            type="submit"
            data-early="submit"
            disabled={remainingSeconds > 0}
            isBusy={state.isSending}
            busyLabel={isSlow ? emailCodeMessages.emailStep.slow : emailCodeMessages.emailStep.busy}
          >
            {remainingSeconds > 0 ? words.submitIn(remainingSeconds) : words.submit}
          </Button>
          {place === "page" && (
            <Button look="quiet" data-early="back" onClick={onBack}>
              {commonMessages.back}
            </Button>
          )}
        </Stack>
      </Stack>
    </form>
  );
}

function describeFault(failure: AddressStep["failure"]): string | null {
  if (failure === "missing" || failure === "invalid") return emailCodeMessages.emailStep[failure];
  return failure?.kind === "invisible" ? emailCodeMessages.emailStep.invisible(failure.invisibleAfter) : null;
}
