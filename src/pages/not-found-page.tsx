import { commonMessages } from "../config/messages/common.ts";
import { landingMessages } from "../config/messages/landing.ts";
import { paths } from "../config/paths.ts";
import { Intro } from "../sign-in/intro.tsx";
import { DoorFrame } from "../ui/door-frame.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Stack } from "../ui/stack.tsx";

export function NotFoundPage() {
  return (
    <DoorFrame product={commonMessages.product} tagline={commonMessages.tagline}>
      <Stack gap="large">
        <Intro title={landingMessages.notFound.title} text={landingMessages.notFound.text} />
        <LinkButton look="primary" to={paths.dashboard}>
          {landingMessages.notFound.home}
        </LinkButton>
      </Stack>
    </DoorFrame>
  );
}
