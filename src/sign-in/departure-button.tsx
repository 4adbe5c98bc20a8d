import { useId } from "react";

import { messages } from "../config/messages.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Stack } from "../ui/stack.tsx";
import { useAfter } from "../ui/use-after.ts";
import { describeDeparture } from "./describe-departure.ts";
import { slowAfterMs } from "./slow-after.ts";
import { type Departure } from "./use-departure.ts";

type Props = { departure: Departure; isWorkosConfigured: boolean; children: string };

/** The button that leaves for WorkOS where a code has led no further, with what keeps it from doing so. */
export function DepartureButton({ departure, isWorkosConfigured, children }: Props) {
  const { state, leave } = departure;
  const noteId = useId();
  const isLeaving = state.kind === "leaving";
  const isSlow = useAfter(slowAfterMs, isLeaving);
  const problem = isWorkosConfigured
    ? describeDeparture(state, messages.onlyWorkos)
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
        isBusy={isLeaving}
        busyLabel={isSlow ? messages.signIn.workosSlow : messages.signIn.withWorkosBusy}
        disabled={!isWorkosConfigured}
        {...(!isWorkosConfigured && { "aria-describedby": noteId })}
        onClick={leave}
      >
        {children}
      </Button>
    </Stack>
  );
}
