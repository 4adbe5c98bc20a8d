import { messages } from "../config/messages.ts";
import { paths } from "../config/paths.ts";
import { DoorFrame } from "../ui/door-frame.tsx";
import { Heading } from "../ui/heading.tsx";
import { Lead } from "../ui/lead.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Stack } from "../ui/stack.tsx";

export function NotFoundPage() {
  return (
    <DoorFrame product={messages.product} tagline={messages.tagline}>
      <title>{messages.pageTitle(messages.notFound.title)}</title>
      <Stack gap="large">
        <Stack gap="small">
          <Heading>{messages.notFound.title}</Heading>
          <Lead>{messages.notFound.text}</Lead>
        </Stack>
        <LinkButton look="primary" to={paths.dashboard}>
          {messages.notFound.home}
        </LinkButton>
      </Stack>
    </DoorFrame>
  );
}
