import { messages } from "../config/messages.ts";
import { paths } from "../config/paths.ts";
import { Intro } from "../sign-in/intro.tsx";
import { DoorFrame } from "../ui/door-frame.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Stack } from "../ui/stack.tsx";

export function NotFoundPage() {
  return (
    <DoorFrame product={messages.product} tagline={messages.tagline}>
      <Stack gap="large">
        <Intro title={messages.notFound.title} text={messages.notFound.text} />
        <LinkButton look="primary" to={paths.dashboard}>
          {messages.notFound.home}
        </LinkButton>
      </Stack>
    </DoorFrame>
  );
}
