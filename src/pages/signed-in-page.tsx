import { messages } from "../config/messages.ts";
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
  const { signedIn } = messages;
  return (
    <DoorFrame product={messages.product} tagline={messages.tagline}>
      <Stack gap="large">
        <Intro title={signedIn.title} text={signedIn.text} role="status" />
        <LinkButton look="secondary" to={paths.dashboard}>
          {signedIn.toConsole}
        </LinkButton>
      </Stack>
    </DoorFrame>
  );
}
