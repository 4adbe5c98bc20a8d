import { useId } from "react";

import { messages } from "../../config/messages.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Stack } from "../../ui/stack.tsx";
import { useAfter } from "../../ui/use-after.ts";
import { describeRedirect } from "./describe-redirect.ts";
import { slowAfterMs } from "../slow-after.ts";
import { type AuthkitRedirect } from "./use-authkit-redirect.ts";

type Props = { redirect: AuthkitRedirect; isWorkosConfigured: boolean; children: string };

/** A button that redirects to AuthKit, and the reason if that doesn't work. */
export function RedirectButton({ redirect, isWorkosConfigured, children }: Props) {
  const { state, start } = redirect;
  const noteId = useId();
  const isRedirecting = state.kind === "redirecting";
  const isSlow = useAfter(slowAfterMs, isRedirecting);
  const problem = isWorkosConfigured
    ? describeRedirect(state, messages.onlyWorkos)
    : messages.signIn.notConfigured;
  return (
    <Stack gap="medium">
      {problem !== null && (
        <Notice tone="problem" id={noteId}>
          {problem}
        </Notice>
      )}
      <Button
        look="primary"
        isBusy={isRedirecting}
        busyLabel={isSlow ? messages.signIn.workosSlow : messages.signIn.withWorkosBusy}
        disabled={!isWorkosConfigured}
        {...(!isWorkosConfigured && { "aria-describedby": noteId })}
        onClick={start}
      >
        {children}
      </Button>
    </Stack>
  );
}
