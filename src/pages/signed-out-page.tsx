import { messages } from "../config/messages.ts";
import { paths } from "../config/paths.ts";
import { DoorFrame } from "../ui/door-frame.tsx";
import { Heading } from "../ui/heading.tsx";
import { Lead } from "../ui/lead.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Stack } from "../ui/stack.tsx";

/** `/signed-out`: rests here; only a click leads back in. */
export function SignedOutPage() {
  return (
    <DoorFrame product={messages.product} tagline={messages.tagline}>
      <title>{messages.pageTitle(messages.signedOut.title)}</title>
      <Stack gap="large">
        <Stack gap="small">
          <Heading>{messages.signedOut.title}</Heading>
          <Lead>{messages.signedOut.text}</Lead>
        </Stack>
        <LinkButton look="primary" to={paths.signIn}>
          {messages.signedOut.again}
        </LinkButton>
      </Stack>
    </DoorFrame>
  );
}
