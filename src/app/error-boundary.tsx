import { Component, type ReactNode } from "react";

import { commonMessages } from "../config/messages/common.ts";
import { paths } from "../config/paths.ts";
import { Button } from "../ui/button.tsx";
import { DoorFrame } from "../ui/door-frame.tsx";
import { Heading } from "../ui/heading.tsx";
import { Lead } from "../ui/lead.tsx";
import { Notice } from "../ui/notice.tsx";
import { Stack } from "../ui/stack.tsx";
import { buildReference } from "../workos/outage.ts";

type State = { message: string | null; reference: string | null };

/** Catches what a page throws while rendering: a page that explains instead of a blank one. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { message: null, reference: null };

  static getDerivedStateFromError(error: unknown): State {
    return {
      message: error instanceof Error ? error.message : String(error),
      reference: commonMessages.reference(buildReference("page_crashed", Date.now())),
    };
  }

  override render() {
    if (this.state.message === null) return this.props.children;
    return (
      <DoorFrame product={commonMessages.product} tagline={commonMessages.tagline}>
        <title>{commonMessages.pageTitle(commonMessages.crash.title)}</title>
        <Stack gap="large">
          <Stack gap="small">
            <Heading>{commonMessages.crash.title}</Heading>
            <Lead>{commonMessages.crash.text}</Lead>
          </Stack>
          <Notice tone="problem" reference={this.state.reference}>
            {this.state.message}
          </Notice>
          <Button look="primary" onClick={() => window.location.reload()}>
            {commonMessages.crash.reload}
          </Button>
          {/* A link of the document's own: the router may be what has crashed. */}
          <a href={paths.doctor}>{commonMessages.help}</a>
        </Stack>
      </DoorFrame>
    );
  }
}
