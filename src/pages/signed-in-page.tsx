import { messages } from "../config/messages.ts";
import { paths } from "../config/paths.ts";
import { DoorFrame } from "../ui/door-frame.tsx";
import { Heading } from "../ui/heading.tsx";
import { Lead } from "../ui/lead.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Stack } from "../ui/stack.tsx";

/**
 * `/signed-in`: the end of a tab that was opened to sign in again for a page in another one. It can't close itself: on the way
 * through WorkOS the browser has cut it off from the tab that opened it (Cross-Origin-Opener-Policy).
 */
export function SignedInPage() {
  const { signedIn } = messages;
  return (
    <DoorFrame product={messages.product} tagline={messages.tagline}>
      <title>{messages.pageTitle(signedIn.title)}</title>
      <Stack gap="large">
        <Stack gap="small">
          <Heading>{signedIn.title}</Heading>
          <Lead role="status">{signedIn.text}</Lead>
        </Stack>
        <LinkButton look="secondary" to={paths.dashboard}>
          {signedIn.toConsole}
        </LinkButton>
      </Stack>
    </DoorFrame>
  );
}
