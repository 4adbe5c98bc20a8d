import { useEffect, useState } from "react";

import { messages } from "../config/messages.ts";
import { Button } from "../ui/button.tsx";
import { Heading } from "../ui/heading.tsx";
import { Lead } from "../ui/lead.tsx";
import { Notice } from "../ui/notice.tsx";
import { OrDivider } from "../ui/or-divider.tsx";
import { Stack } from "../ui/stack.tsx";

type Props = {
  notice: string | null;
  isWorkosConfigured: boolean;
  startWorkosSignIn: () => Promise<void>;
  onEmailCode: () => void;
};

const notConfiguredId = "workos-not-configured";

export function MethodChoice({ notice, isWorkosConfigured, startWorkosSignIn, onEmailCode }: Props) {
  const [progress, setProgress] = useState<"idle" | "leaving" | "failed">("idle");

  // Coming Back from WorkOS restores the page from the browser's cache just as it was left: busy.
  useEffect(() => {
    const reset = () => setProgress("idle");
    window.addEventListener("pageshow", reset);
    return () => window.removeEventListener("pageshow", reset);
  }, []);

  const leave = () => {
    setProgress("leaving");
    startWorkosSignIn().catch(() => setProgress("failed"));
  };

  return (
    <Stack gap="large">
      <title>{messages.pageTitle(messages.signIn.title)}</title>
      <Stack gap="small">
        <Heading>{messages.signIn.title}</Heading>
        <Lead>{messages.signIn.lead}</Lead>
      </Stack>
      {notice !== null && <Notice tone="info">{notice}</Notice>}
      {progress === "failed" && <Notice tone="problem">{messages.signIn.couldNotStart}</Notice>}
      <Stack gap="medium">
        <Button
          look="primary"
          isBusy={progress === "leaving"}
          busyLabel={messages.signIn.withWorkosBusy}
          disabled={!isWorkosConfigured}
          {...(!isWorkosConfigured && { "aria-describedby": notConfiguredId })}
          onClick={leave}
        >
          {messages.signIn.withWorkos}
        </Button>
        {!isWorkosConfigured && (
          <Notice tone="info" id={notConfiguredId}>
            {messages.signIn.notConfigured}
          </Notice>
        )}
        <OrDivider>{messages.signIn.or}</OrDivider>
        <Button look="secondary" onClick={onEmailCode}>
          {messages.signIn.withEmailCode}
        </Button>
      </Stack>
    </Stack>
  );
}
