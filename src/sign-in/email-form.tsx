import { type FormEvent, useRef } from "react";

import { describeFunctionFailure } from "../config/failure-message.ts";
import { messages } from "../config/messages.ts";
import { Button } from "../ui/button.tsx";
import { Heading } from "../ui/heading.tsx";
import { Lead } from "../ui/lead.tsx";
import { Notice } from "../ui/notice.tsx";
import { Stack } from "../ui/stack.tsx";
import { TextField } from "../ui/text-field.tsx";
import { type SignInState } from "./sign-in-state.ts";
import { type EmailCodeCalls } from "./use-email-code.ts";

type Props = { state: SignInState & { step: "email" }; calls: EmailCodeCalls };

export function EmailForm({ state, calls }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const { failure } = state;
  const fieldError = failure === "missing" || failure === "invalid" ? messages.emailStep[failure] : null;
  const callFailure = failure === null || typeof failure === "string" ? null : failure;
  const isAboutTheAddress = callFailure?.kind === "problem" && callFailure.problem.code === "invalid_email";

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (state.isSending) return;
    field.current?.focus();
    void calls.send(state.email);
  };

  return (
    <form onSubmit={submit} noValidate>
      <title>{messages.pageTitle(messages.emailStep.title)}</title>
      <Stack gap="large">
        <Stack gap="small">
          <Heading>{messages.emailStep.title}</Heading>
          <Lead>{messages.emailStep.lead}</Lead>
        </Stack>
        {callFailure !== null && !isAboutTheAddress && (
          <Notice tone="problem" reference={readReference(callFailure)}>
            {describeFunctionFailure(callFailure)}
          </Notice>
        )}
        <Stack gap="medium">
          <TextField
            ref={field}
            label={messages.emailStep.email}
            type="email"
            name="email"
            autoComplete="email"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
            value={state.email}
            error={fieldError ?? (isAboutTheAddress ? messages.emailStep.invalid : null)}
            onChange={(event) => calls.dispatch({ type: "emailChanged", email: event.target.value })}
          />
          <Button look="primary" type="submit" isBusy={state.isSending} busyLabel={messages.emailStep.busy}>
            {messages.emailStep.submit}
          </Button>
          <Button look="quiet" onClick={() => calls.dispatch({ type: "wentBack" })}>
            {messages.back}
          </Button>
        </Stack>
      </Stack>
    </form>
  );
}

function readReference(
  failure: { kind: "problem"; problem: { reference: string; status: number } } | { kind: "unreachable" },
) {
  return failure.kind === "problem" && failure.problem.status >= 500
    ? messages.reference(failure.problem.reference)
    : null;
}
