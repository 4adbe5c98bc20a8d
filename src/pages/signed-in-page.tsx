import { commonMessages } from "../config/messages/common.ts";
import { landingMessages } from "../config/messages/landing.ts";
import { paths } from "../config/paths.ts";
import { Intro } from "../sign-in/intro.tsx";
import { DoorFrame } from "../ui/door-frame.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Stack } from "../ui/stack.tsx";

/**
 * `/signed-in`: the last page of a tab that was opened to sign in for a page in another tab. It can't close itself, because WorkOS's
 * pages have cut it off from its opener (Cross-Origin-Opener-Policy).
 */
export function SignedInPage() {
  const { signedIn } = landingMessages;
  return (
    <DoorFrame product={commonMessages.product} tagline={commonMessages.tagline}>
      <Stack gap="large">
        <Intro title={signedIn.title} text={signedIn.text} role="status" />
        <LinkButton look="secondary" to={paths.dashboard}>
          {signedIn.toConsole}
        </LinkButton>
      </Stack>
    </DoorFrame>
  );
}
