import { Component, type ReactNode } from "react";

import { messages } from "../config/messages.ts";
import { Button } from "../ui/button.tsx";
import { DoorFrame } from "../ui/door-frame.tsx";
import { Heading } from "../ui/heading.tsx";
import { Lead } from "../ui/lead.tsx";
import { Notice } from "../ui/notice.tsx";
import { Stack } from "../ui/stack.tsx";

type State = { message: string | null };

/** Catches what a page throws while rendering: a page that explains instead of a blank one. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { message: null };

  static getDerivedStateFromError(error: unknown): State {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render() {
    if (this.state.message === null) return this.props.children;
    return (
      <DoorFrame product={messages.product} tagline={messages.tagline}>
        <title>{messages.pageTitle(messages.crash.title)}</title>
        <Stack gap="large">
          <Stack gap="small">
            <Heading>{messages.crash.title}</Heading>
            <Lead>{messages.crash.text}</Lead>
          </Stack>
          <Notice tone="problem">{this.state.message}</Notice>
          <Button look="primary" onClick={() => window.location.reload()}>
            {messages.crash.reload}
          </Button>
        </Stack>
      </DoorFrame>
    );
  }
}
