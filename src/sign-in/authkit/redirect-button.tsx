import { useId } from "react";

import { commonMessages } from "../../config/messages/common.ts";
import { landingMessages } from "../../config/messages/landing.ts";
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
    ? describeRedirect(state, landingMessages.onlyWorkos)
    : commonMessages.signIn.notConfigured;
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
        busyLabel={isSlow ? commonMessages.signIn.workosSlow : commonMessages.signIn.withWorkosBusy}
        disabled={!isWorkosConfigured}
        {...(!isWorkosConfigured && { "aria-describedby": noteId })}
        onClick={start}
      >
        {children}
      </Button>
    </Stack>
  );
}
